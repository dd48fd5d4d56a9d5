import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { JobRecord } from '../jobs/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import { RunLogs, Runs, RunState } from './index.js';

const JOB = { id: 'j1', name: 'docs', agentId: 'a1' } as JobRecord;
const hello = (...activeRuns: string[]): Hello__Output => ({ facts: null, activeRuns, instanceId: 'i', generation: 0 });
const counters = { filesTotal: 7 } as unknown as NonNullable<AgentMessage__Output['ended']>['counters'];
const ended = (runId: string, state = 'succeeded'): AgentMessage__Output => ({
  ended: { runId, state, error: '', errorCode: '', snapshotId: 's1', counters, startedMs: 1, endedMs: 2, exitCode: 0, jobId: '', dueMs: 0, attempt: 0, reason: '' },
});

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'fv-runs-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function setUp(records: JournalRecord[] = []) {
  const state = new RunState();
  for (const record of records) state.apply(record);
  const sent: { agentId: string; message: ServerMessage }[] = [];
  const journal = {
    appendJournal: async (body: JournalBody): Promise<JournalRecord> => {
      await Promise.resolve();
      const record = { number: records.length + 1, epoch: 1, timeMs: 0, body: JSON.parse(JSON.stringify(body)) as JournalBody };
      records.push(record);
      state.apply(record);
      return record;
    },
  };
  const committedRun = { id: '', partial: false };
  const runs = new Runs(state, new RunLogs(dir), {
    journal,
    agents: { send: (agentId, message) => (sent.push({ agentId, message }), true) },
    describeBackup: async (run) => ({ runId: run.id, backup: { jobName: run.jobName } }),
    committed: async (id) => (id === 's1' ? { runId: committedRun.id, partial: committedRun.partial, counters: { filesTotal: 7 } } : null),
    now: () => 5000,
    logError: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });
  return { runs, sent, records, committedRun };
}

describe('runs', () => {
  it('are sent, accepted, and end once, however often the end is told', async () => {
    const { runs, sent, records, committedRun } = setUp();
    const run = await runs.startBackup(JOB, 'admin');
    committedRun.id = run.id;
    expect(run.state).toBe('queued');
    await runs.onAgentMessage('a1', { accepted: { runId: run.id } });
    expect(runs.get(run.id).state).toBe('running');
    await Promise.all([runs.onAgentMessage('a1', ended(run.id)), runs.onAgentMessage('a1', ended(run.id))]);
    expect(runs.get(run.id)).toMatchObject({ state: 'succeeded', snapshotId: 's1', counters: { filesTotal: 7 } });
    expect(records.filter((record) => record.body.kind === 'run.ended')).toHaveLength(1);
    expect(sent.filter(({ message }) => message.endRecorded)).toHaveLength(2);
  });

  it('of an agent that lost the answer to its commit end as the snapshot says', async () => {
    const { runs, committedRun } = setUp();
    const run = await runs.startBackup(JOB, 'admin');
    Object.assign(committedRun, { id: run.id, partial: true });
    const message = ended(run.id);
    await runs.onAgentMessage('a1', { ...message, ended: { ...message.ended!, counters: null } });
    expect(runs.get(run.id)).toMatchObject({ state: 'partial', exitCode: 3, snapshotId: 's1', counters: { filesTotal: 7 } });
  });

  it('do not succeed with a snapshot that they did not commit', async () => {
    const { runs, committedRun } = setUp();
    const run = await runs.startBackup(JOB, 'admin');
    committedRun.id = 'another';
    await runs.onAgentMessage('a1', ended(run.id));
    expect(runs.get(run.id)).toMatchObject({ state: 'failed', snapshotId: '' });
  });

  it('a job does not run twice at once', async () => {
    const { runs } = setUp();
    await runs.startBackup(JOB, 'admin');
    await expect(runs.startBackup(JOB, 'admin')).rejects.toThrow(/queued already/);
  });

  it('survive a restart of the server: sent again unless the agent works on them', async () => {
    const before = setUp();
    const run = await before.runs.startBackup(JOB, 'admin');
    await before.runs.onAgentMessage('a1', { accepted: { runId: run.id } });
    const after = setUp(before.records);
    after.runs.onAgentConnected('a1', hello(run.id));
    expect(after.sent).toEqual([]);
    after.runs.onAgentConnected('a1', hello());
    await new Promise((resolve) => setImmediate(resolve));
    expect(after.sent.map(({ message }) => message.start?.runId)).toEqual([run.id]);
  });

  it('an agent cannot touch the runs of another', async () => {
    const { runs } = setUp();
    const run = await runs.startBackup(JOB, 'admin');
    await runs.onAgentMessage('a2', ended(run.id, 'failed'));
    expect(runs.get(run.id).state).toBe('queued');
    expect(() => runs.backupOf('a2', run.id)).toThrow(/not a backup of this agent/);
    expect(runs.restoreAllows('a2', run.id, 's')).toBe(false);
  });

  it('a restore lets its agent read its snapshot, and nothing else, and only until it ends', async () => {
    const { runs } = setUp();
    const order = { snapshotId: 'snap', pathHex: '', target: '/t', includes: [], overwrite: 'changed', deleteExtra: false, dryRun: false };
    const run = await runs.startRestore('a1', order, 'admin');
    expect(runs.restoreAllows('a1', run.id, 'snap')).toBe(true);
    expect(runs.restoreAllows('a1', run.id, 'other')).toBe(false);
    await runs.onAgentMessage('a1', ended(run.id));
    expect(runs.restoreAllows('a1', run.id, 'snap')).toBe(false);
  });

  it('a queued run is cancelled at once, a cancelled one that the agent lost ends', async () => {
    const { runs } = setUp();
    const run = await runs.startBackup(JOB, 'admin');
    await runs.cancel(run.id, 'admin');
    expect(runs.get(run.id).state).toBe('cancelled');
  });

  it('of a revoked agent end', async () => {
    const { runs } = setUp();
    const run = await runs.startBackup(JOB, 'admin');
    await runs.endAllOf('a1', 'revoked');
    expect(runs.get(run.id)).toMatchObject({ state: 'failed', errorCode: 'REFUSED' });
    expect(runs.activeOf('a1')).toEqual([]);
  });

  it('log lines told twice are kept once, also after a restart', async () => {
    const first = setUp();
    const run = await first.runs.startBackup(JOB, 'admin');
    const line = (number: number) => ({ number, timeMs: 1, level: 'warn', message: `line ${number}`, path: Buffer.from('a\n\xff', 'latin1') });
    await first.runs.onAgentMessage('a1', { log: { runId: run.id, lines: [line(1), line(2)] } });
    const second = setUp(first.records);
    await second.runs.onAgentMessage('a1', { log: { runId: run.id, lines: [line(2), line(3)] } });
    const { lines } = await second.runs.readLog(run.id, 0, 'info');
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(lines[0].pathHex).toBe('610aff');
  });
});
