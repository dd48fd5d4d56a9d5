import { describe, expect, test } from 'vitest';
import type { Clock } from '../../shared/time/clock.js';
import type { FarvaultError } from '../../shared/errors/errors.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import { MAX_SESSIONS_PER_OFFICE, SESSION_IDLE_MS } from './limits.js';
import { SessionState } from './session-state.js';
import { Sessions, type SessionStream } from './sessions.js';
import type { BackupRun, PeerIdentity } from './types.js';

const RUN: BackupRun = { jobId: 'j', jobName: 'j', agentName: 'a', officeName: 'o', parentId: null, paths: [] };
const PEER: PeerIdentity = { role: 'agent', officeId: 'o', agentId: 'a', name: 'a' };

interface TestStream extends SessionStream {
  error: FarvaultError | null;
}

function aStream(): TestStream {
  const stream: TestStream = { error: null, revoke: (error) => void (stream.error = error) };
  return stream;
}

/** A journal in memory, and a clock whose sleeps return at once, as often as `ticks` says, an hour each. */
function aServer(journal: JournalRecord[] = [], saved?: unknown) {
  const time = { ms: 0, wallMs: 0, ticks: 0 };
  const state = new SessionState(() => time.ms);
  if (saved === undefined) for (const record of journal) state.apply(record);
  else state.load(saved);
  const clock: Clock = {
    now: () => time.wallMs,
    monotonic: () => time.ms,
    sleep: (ms) => {
      if (time.ticks-- <= 0) return Promise.reject(new Error('asked to stop'));
      time.ms += ms;
      return Promise.resolve();
    },
  };
  const appendJournal = async (body: JournalBody): Promise<JournalRecord> => {
    const record = { number: journal.length + 1, epoch: 1, timeMs: 0, body };
    await Promise.resolve();
    journal.push(record);
    state.apply(record);
    return record;
  };
  let id = 0;
  const sessions = new Sessions(state, { journal: { appendJournal }, clock, random: (bytes) => Buffer.alloc(bytes, ++id) });
  /** Lets so many hours pass with the sweeper at work. */
  const pass = async (hours: number): Promise<void> => {
    const stop = new AbortController();
    time.ticks = hours;
    await sessions.run(stop.signal, () => stop.abort());
  };
  return { state, sessions, journal, time, pass, appendJournal };
}

const HOURS = SESSION_IDLE_MS / 3_600_000;

describe('a session', () => {
  test('is one per run, also when two streams begin at once; the later one has it', async () => {
    const { sessions, journal } = aServer();
    const [first, second] = [aStream(), aStream()];
    const [one, two] = await Promise.all([sessions.attach(PEER, 'r', RUN, first), sessions.attach(PEER, 'r', RUN, second)]);
    expect(one).toEqual(two);
    expect(journal).toHaveLength(1);
    expect(first.error?.code).toBe('CONFLICT');
    expect(sessions.holds(one, first)).toBe(false);
    expect(sessions.holds(two, second)).toBe(true);
  });

  test('is found again after a restart, from the journal and from a checkpoint', async () => {
    const before = aServer();
    const session = await before.sessions.attach(PEER, 'r', RUN, aStream());
    for (const after of [aServer(before.journal), aServer([], JSON.parse(JSON.stringify(before.state.save())))]) {
      expect(await after.sessions.attach(PEER, 'r', RUN, aStream())).toEqual(session);
    }
  });

  test('is not opened for a run that is over, by a Begin that looked it up before or while it ended', async () => {
    const { sessions, state, appendJournal } = aServer();
    await sessions.attach(PEER, 'r1', RUN, aStream());
    await appendJournal({ kind: 'snapshot.committed', snapshot: { id: 's', runId: 'r1' } });
    await appendJournal({ kind: 'run.ended', id: 'r1' });
    expect(sessions.committedBy('r1')).toBe('s');
    await expect(sessions.attach(PEER, 'r1', RUN, aStream())).rejects.toMatchObject({ code: 'CONFLICT' });
    const ended = appendJournal({ kind: 'run.ended', id: 'r2' });
    await expect(sessions.attach(PEER, 'r2', RUN, aStream())).rejects.toMatchObject({ code: 'CONFLICT' });
    await ended;
    expect(state.countOf('o')).toBe(0);
  });

  test('ends with the commit or the end of its run', async () => {
    const { sessions, state, appendJournal } = aServer();
    const [committing, ending] = [aStream(), aStream()];
    await sessions.attach(PEER, 'r1', RUN, committing);
    const session = await sessions.attach(PEER, 'r2', RUN, ending);
    await appendJournal({ kind: 'snapshot.committed', snapshot: { runId: 'r1' } });
    expect(committing.error).toBeNull();
    await appendJournal({ kind: 'run.ended', id: 'r2', end: {} });
    expect(ending.error?.code).toBe('CANCELLED');
    expect(sessions.holds(session, ending)).toBe(false);
    expect(state.countOf('o')).toBe(0);
  });

  test('ends by silence after 14 days without a stream, and not before', async () => {
    const { sessions, state, pass, journal, time } = aServer();
    const stream = aStream();
    const session = await sessions.attach(PEER, 'r', RUN, stream);
    await pass(HOURS * 2);
    expect(state.isOpen(session.id)).toBe(true);
    sessions.detach('r', stream);
    // A jump of the wall clock shortens nothing.
    time.wallMs += SESSION_IDLE_MS * 100;
    await pass(HOURS - 1);
    expect(state.isOpen(session.id)).toBe(true);
    await pass(1);
    expect(state.isOpen(session.id)).toBe(false);
    expect(journal.at(-1)!.body).toEqual({ kind: 'session.ended', session: session.id, reason: 'silent' });
    expect(sessions.holds(session, stream)).toBe(false);
  });

  test('keeps the silence that a checkpoint recorded', async () => {
    const before = aServer();
    const stream = aStream();
    const session = await before.sessions.attach(PEER, 'r', RUN, stream);
    before.sessions.detach('r', stream);
    await before.pass(HOURS - 10);
    const after = aServer([], before.state.save());
    await after.pass(9);
    expect(after.state.isOpen(session.id)).toBe(true);
    await after.pass(1);
    expect(after.state.isOpen(session.id)).toBe(false);
  });

  test('is refused beyond the bound of an office', async () => {
    const { sessions, state, appendJournal } = aServer();
    for (let i = 0; i < MAX_SESSIONS_PER_OFFICE; i++) {
      await appendJournal({ kind: 'session.opened', session: { id: `s${i}`, officeId: 'o', agentId: 'a', runId: `r${i}`, jobId: 'j', parentId: null } });
    }
    await expect(sessions.attach(PEER, 'one-more', RUN, aStream())).rejects.toMatchObject({ code: 'NO_SPACE' });
    await sessions.attach({ ...PEER, officeId: 'other' }, 'elsewhere', RUN, aStream());
    expect(state.countOf('other')).toBe(1);
  });

  test('commits one at a time, also after one that failed', async () => {
    const { sessions } = aServer();
    const order: string[] = [];
    const step = async (name: string, fails: boolean): Promise<void> => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
    const results = await Promise.allSettled([true, false, false].map((fails, i) => sessions.exclusively('r', () => step(`${i}`, fails))));
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(order).toEqual(['0 begins', '0 ends', '1 begins', '1 ends', '2 begins', '2 ends']);
  });
});
