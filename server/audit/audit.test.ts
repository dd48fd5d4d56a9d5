import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalBody, JournalRecord, ViewStore } from '../repository/types.js';
import { openViewStore, type LevelView } from '../repository/view-store.js';
import { Actors, AuditFollower, AuditLog, Refusals, type AuditQuery } from './index.js';
import { describeChange } from './redact.js';

const DAY_MS = 86_400_000;
const ALL = { all: true, visible: (_office: string): boolean => true };
let dir: string;
let view: LevelView;
let number = 0;

beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-audit-'));
  view = await openViewStore(path.join(dir, 'audit'));
  number = 0;
});

afterEach(async () => {
  await view.close();
  rmSync(dir, { recursive: true, force: true });
});

function record(timeMs: number, body: JournalBody, by = 'maria', offices: string[] = []): JournalRecord {
  return { number: ++number, epoch: 1, timeMs, body: by === '' ? body : { ...body, actor: { by, from: '192.0.2.7', call: 'X', about: ['agent one'], offices } } };
}

async function numbers(query: Partial<AuditQuery> = {}, sight = ALL, from: ViewStore = view): Promise<number[]> {
  const found: number[] = [];
  for await (const entry of new AuditLog(from, () => Promise.resolve()).entries({ limit: 100, ...query }, sight)) found.push(entry.number);
  return found;
}

describe('the actor of a call', () => {
  it('stands in what is appended during the call, however deep and late, and in nothing else', async () => {
    const actors = new Actors();
    const actor = { by: 'maria', from: 'here', call: 'CreateJob', about: [], offices: [] };
    const other = { ...actor, by: 'paul' };
    const bodies: JournalBody[] = [];
    const append = (kind: string): void => void bodies.push(actors.attribute({ kind }));
    let afterwards: Promise<void> = Promise.resolve();
    append('before');
    await Promise.all([
      actors.run(actor, async () => {
        append('a');
        await new Promise((resolve) => setTimeout(resolve, 5));
        append('b');
        afterwards = new Promise((resolve) => setTimeout(() => resolve(append('left behind')), 20));
      }),
      actors.run(other, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        append('c');
      }),
    ]);
    await afterwards;
    const by = Object.fromEntries(bodies.map((body) => [body.kind, (body['actor'] as { by: string } | undefined)?.by]));
    expect(by).toEqual({ before: undefined, a: 'maria', b: 'maria', c: 'paul', 'left behind': undefined });
  });
});

describe('the audit', () => {
  it('holds what somebody is behind, enrolments, and what is done at the server: administrators made, releases forgotten', async () => {
    const follower = new AuditFollower();
    await follower.apply(record(1, { kind: 'job.created' }), view);
    await follower.apply(record(2, { kind: 'run.ended' }, ''), view);
    await follower.apply(record(3, { kind: 'fleet.agent-enrolled', name: 'files', officeId: 'o', peer: '192.0.2.9:5', tokenHash: 'x' }, ''), view);
    await follower.apply(record(4, { kind: 'fleet.user-created', name: 'root' }, ''), view);
    await follower.apply(record(5, { kind: 'release.forgotten', version: 3 }, ''), view);
    expect(await numbers()).toEqual([5, 4, 3, 1]);
    expect(await numbers({ by: 'agent files' })).toEqual([3]);
  });

  it('is asked by who, what, when and text, the newest first', async () => {
    const follower = new AuditFollower();
    const bodies: [number, JournalBody, string][] = [[10, { kind: 'job.created', name: 'Docs' }, 'maria'], [20, { kind: 'job.deleted', name: 'docs' }, 'paul'], [30, { kind: 'jobs-else.x' }, 'maria']];
    for (const [timeMs, body, by] of bodies) await follower.apply(record(timeMs, body, by), view);
    expect(await numbers({ by: 'maria' })).toEqual([3, 1]);
    expect(await numbers({ action: 'job' })).toEqual([2, 1]);
    expect(await numbers({ action: 'job.deleted' })).toEqual([2]);
    expect(await numbers({ text: 'DOCS' })).toEqual([2, 1]);
    expect(await numbers({ sinceMs: 20, untilMs: 20 })).toEqual([2]);
    expect(await numbers({ limit: 1 })).toEqual([3]);
  });

  it('shows to those who are limited what concerns their offices alone', async () => {
    const follower = new AuditFollower();
    for (const offices of [['mine'], ['theirs'], ['mine', 'theirs'], []]) await follower.apply(record(1, { kind: 'x.y' }, 'maria', offices), view);
    expect(await numbers({}, { all: false, visible: (office) => office === 'mine' })).toEqual([1]);
    expect(await numbers({}, ALL)).toEqual([4, 3, 2, 1]);
  });

  it('forgets what is too old or too much, and counts a record that comes twice once', async () => {
    const follower = new AuditFollower(5);
    const first = record(0, { kind: 'x.y' });
    for (let i = 0; i < 3; i++) await follower.apply(first, view);
    for (let i = 0; i < 8; i++) await follower.apply(record(i, { kind: 'x.y' }), view);
    expect(await numbers()).toEqual([9, 8, 7, 6, 5]);
    await follower.apply(record(401 * DAY_MS, { kind: 'x.y' }), view);
    await follower.apply(record(401 * DAY_MS, { kind: 'x.y' }), view);
    expect(await numbers()).toEqual([11, 10]);
  });

  it('hides what is called a secret, however deep, and cuts what is long', () => {
    const shown = describeChange({ kind: 'x', actor: 1, tokenHash: 'abc', nested: [{ password: 'p', Token: 't', labels: { host: 'esx1' } }] });
    expect(JSON.parse(shown)).toEqual({ tokenHash: '[hidden]', nested: [{ password: '[hidden]', Token: '[hidden]', labels: { host: 'esx1' } }] });
    const cut = JSON.parse(describeChange({ kind: 'x', text: 'é'.repeat(10_000) })) as { cutFromBytes: number; begins: string };
    expect(cut.cutFromBytes).toBeGreaterThan(20_000);
    expect(cut.begins.length).toBe(2_000);
  });
});

describe('refusals', () => {
  it('are all counted, and of each administrator ten an hour recorded', async () => {
    let now = 0;
    const recorded: JournalBody[] = [];
    const refusals = new Refusals(() => now, (body) => Promise.resolve(void recorded.push(body)), () => undefined);
    for (let i = 0; i < 30; i++) await refusals.note('paul', 'operator', 'CreateUser');
    await refusals.note('maria', 'auditor', 'DeleteJob');
    expect([refusals.total, recorded.length]).toEqual([31, 11]);
    now = 3_600_000;
    await refusals.note('paul', 'operator', 'CreateUser');
    expect(recorded).toHaveLength(12);
  });

  it('that cannot be recorded disturb nobody', async () => {
    const said: string[] = [];
    await new Refusals(() => 0, () => Promise.reject(new Error('full')), (_details, message) => void said.push(message)).note('paul', 'operator', 'X');
    expect(said.at(-1)).toContain('could not be recorded');
  });
});
