import { beforeEach, describe, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import { DEFAULTS, type Settings } from '../../shared/settings/index.js';
import { systemClock } from '../../shared/time/clock.js';
import type { ApprovalAction, ApprovalRecord } from '../lifecycle/index.js';
import type { JournalBody } from '../repository/index.js';
import type { ServerRunEnd } from '../runs/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import { APPROVAL_ACTION, Retention } from './retention.js';
import { RetentionState } from './retention-state.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 2);

/** What retention works with: a journal that its state follows, a trash, approvals that a second administrator gives. */
class Rig {
  readonly kept = new Map<string, KeptSnapshot>();
  readonly settings = new Map<string, Partial<Settings>>();
  readonly state = new RetentionState();
  readonly journal: JournalBody[] = [];
  readonly asked: Pick<ApprovalRecord, 'what' | 'parameters' | 'by'>[] = [];
  action!: ApprovalAction;
  nowMs = START;
  doubt = '';
  last: ServerRunEnd | null = null;
  readonly retention = new Retention({
    snapshots: { all: () => this.kept.values() },
    settingsOf: (jobId) => {
      const own = this.settings.get(jobId);
      return own === undefined ? undefined : { ...DEFAULTS, ...own };
    },
    barsOf: () => ({ holds }) => holds.map(({ reason }) => `hold: ${reason}`),
    state: this.state,
    steady: { now: () => this.nowMs, doubt: () => this.doubt },
    lifecycle: {
      trashSnapshots: (ids) => {
        for (const id of ids) this.kept.set(id, { ...this.kept.get(id)!, trash: { sinceMs: this.nowMs, purgeMs: this.nowMs + 14 * DAY, reason: 'retention' } });
        return Promise.resolve({ done: [...ids], kept: [] });
      },
    },
    approvals: {
      register: (_name, action) => void (this.action = action),
      ask: ({ what, parameters, by }) => {
        this.asked.push({ what, parameters, by });
        return Promise.resolve({ id: 'abcd', what, parameters, by } as ApprovalRecord);
      },
    },
    runs: {
      start: async (_order, work) => {
        const context = { id: 'run', signal: new AbortController().signal, log: () => undefined, progress: () => undefined };
        const ended = Promise.resolve().then(async () => void (this.last = await work(context)));
        return Promise.resolve({ run: {} as never, ended });
      },
    },
    journal: {
      appendJournal: (body) => {
        this.journal.push(body);
        const record = { number: this.journal.length, epoch: 0, timeMs: 0, body: JSON.parse(JSON.stringify(body)) as JournalBody };
        this.state.apply(record);
        return Promise.resolve(record);
      },
    },
    officeName: (id) => id.toUpperCase(),
    jobIds: () => this.settings.keys(),
    clock: systemClock,
  });

  backUp(jobId: string, timeMs: number, officeId = 'lyon'): string {
    const id = (this.kept.size + 1).toString(16).padStart(32, '0');
    this.kept.set(id, { id, officeId, agentId: 'a', jobId, jobName: jobId, runId: id, rootId: '', rootBytes: 0, parentId: null, timeMs, commit: this.kept.size + 1, partial: false, bytesLogical: 1, trash: null, holds: [] });
    return id;
  }

  listed(jobId = 'docs'): number {
    return [...this.kept.values()].filter((snapshot) => snapshot.jobId === jobId && snapshot.trash === null).length;
  }

  async apply(by = 'schedule', scope = {}): Promise<ServerRunEnd> {
    await (await this.retention.start(scope, by)).ended;
    return this.last!;
  }

  /** So many days with `aDay` backups each, and retention every night. */
  async days(count: number, aDay: number): Promise<void> {
    for (let day = 0; day < count; day++) {
      for (let at = 0; at < aDay; at++) this.backUp('docs', (this.nowMs += DAY / aDay));
      await this.apply();
    }
  }
}

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});

describe('retention', () => {
  it('of rules that were there first needs nobody, however much of an office expires each night', async () => {
    rig.settings.set('docs', { keepHourly: 24, keepDaily: 7 });
    rig.backUp('docs', START);
    await rig.retention.noteRules();
    await rig.days(20, 48);
    expect(rig.last).toMatchObject({ state: 'succeeded' });
    expect(rig.listed()).toBeLessThan(35);
    expect(rig.asked).toEqual([]);
    expect(rig.state).toMatchObject({ failingSinceMs: 0, appliedMs: rig.nowMs });
  });

  it('keeps all of deleted jobs and of those without a keep setting', async () => {
    rig.settings.set('plain', {});
    for (let at = 0; at < 20; at++) {
      rig.backUp('plain', START + at);
      rig.backUp('deleted', START + at);
    }
    rig.nowMs += 900 * DAY;
    expect(await rig.apply()).toMatchObject({ figures: { expired: 0, kept: 40, groups: 2 } });
  });

  it('a change that expires more than a fifth of an office is left alone at night, and waits for a second administrator when one asks', async () => {
    rig.settings.set('docs', { keepDaily: 60 });
    for (let at = 0; at < 50; at++) rig.backUp('docs', (rig.nowMs += DAY));
    await rig.apply();
    rig.settings.set('docs', { keepLast: 1 });
    await rig.retention.noteRules();
    expect(await rig.apply()).toMatchObject({ state: 'partial', figures: { expired: 0, waiting: 49 } });
    expect(rig.last!.error).toMatch(/office LYON: by changed rules 49 of 50 .*retention apply --office LYON/);
    expect(rig.asked).toEqual([]);
    expect(rig.state.failingSinceMs).toBe(rig.nowMs);
    await rig.apply('mallory');
    expect(rig.asked).toMatchObject([{ by: 'mallory', parameters: { officeId: 'lyon' } }]);
    expect(rig.listed()).toBe(50);
    // Approved when another backup has come, and one of them is held.
    const newest = rig.backUp('docs', (rig.nowMs += DAY));
    const [oldest] = rig.kept.keys();
    rig.kept.set(oldest, { ...rig.kept.get(oldest)!, holds: [{ id: 'h', owner: 'audit', reason: 'audit', sinceMs: 0, untilMs: 0 }] });
    expect(await rig.action.carryOut(rig.asked[0].parameters, { approval: 'abcd', askedBy: 'mallory', approvedBy: 'bob' })).toBe('48 snapshots are in the trash');
    expect([...rig.kept.values()].filter(({ trash }) => trash === null).map(({ id }) => id)).toEqual([oldest, [...rig.kept.keys()][49], newest]);
    expect(APPROVAL_ACTION).toBe('retention');
  });

  it('many small changes count together for a week, and are forgotten then', async () => {
    rig.settings.set('docs', { keepLast: 1_000 });
    for (let at = 0; at < 100; at++) rig.backUp('docs', (rig.nowMs += DAY));
    await rig.apply();
    const cut = async (keepLast: number): Promise<string> => {
      rig.settings.set('docs', { keepLast });
      return (await rig.apply()).state;
    };
    expect(await cut(90)).toBe('succeeded');
    expect(await cut(81)).toBe('succeeded');
    expect(await cut(72)).toBe('partial');
    rig.nowMs += 8 * DAY;
    expect(await cut(72)).toBe('succeeded');
  });

  it('an unchanged office is not held up by another', async () => {
    rig.settings.set('docs', { keepLast: 100 });
    rig.settings.set('paris', { keepLast: 100 });
    for (let at = 0; at < 20; at++) {
      rig.backUp('docs', START + at);
      rig.backUp('paris', START + at, 'paris');
    }
    await rig.apply();
    rig.settings.set('docs', { keepLast: 1 });
    rig.settings.set('paris', { keepLast: 18 });
    expect(await rig.apply()).toMatchObject({ state: 'partial', figures: { expired: 2, waiting: 19 } });
  });

  it('expires nothing while the clock is in doubt, and says since when it has failed', async () => {
    rig.settings.set('docs', { keepLast: 1 });
    for (let at = 0; at < 5; at++) rig.backUp('docs', START + at);
    rig.doubt = 'the clock has jumped';
    await expect(rig.apply()).rejects.toThrow(FarvaultError);
    const sinceMs = rig.nowMs;
    rig.nowMs += DAY;
    await expect(rig.apply()).rejects.toThrow('the clock has jumped');
    expect(rig.state).toMatchObject({ failingSinceMs: sinceMs, failure: expect.stringContaining('the clock has jumped') as string });
    expect(rig.listed()).toBe(5);
    rig.doubt = '';
    await rig.apply();
    expect(rig.listed()).toBe(1);
    expect(rig.state.failingSinceMs).toBe(0);
  });

  it('its state outlives a checkpoint, and forgets jobs that are deleted', async () => {
    rig.settings.set('docs', { keepLast: 3 });
    rig.backUp('docs', START);
    await rig.apply();
    const again = new RetentionState();
    again.load(JSON.parse(JSON.stringify(rig.state.save())));
    expect(again.save()).toEqual(rig.state.save());
    expect(again.judgedBy('docs')).toMatchObject({ keepLast: 3, timezone: 'UTC' });
    again.apply({ number: 1, epoch: 0, timeMs: 0, body: { kind: 'job.deleted', id: 'docs' } });
    expect(again.judgedBy('docs')).toBeUndefined();
  });

  it('a plan for other rules changes nothing', async () => {
    rig.settings.set('docs', { keepLast: 1 });
    for (let at = 0; at < 4; at++) rig.backUp('docs', START + at);
    const decided: boolean[] = [];
    for await (const { decisions } of rig.retention.plan({ jobId: 'docs' }, { keepLast: 3 })) decided.push(...decisions.map(({ keep }) => keep));
    expect(decided).toEqual([true, true, true, false]);
    expect(rig.journal).toEqual([]);
  });

  it('a time zone that this machine does not know keeps everything', async () => {
    rig.settings.set('docs', { keepDaily: 1, timezone: 'Mars/Olympus' });
    for (let at = 0; at < 4; at++) rig.backUp('docs', START + at * DAY);
    for await (const { decisions, rules } of rig.retention.plan({})) {
      expect(rules).toBeNull();
      expect(decisions.every(({ keep }) => keep)).toBe(true);
    }
  });

  it.each([0, 2, 50])('rules that expire little and then a flood, all by one administrator, push out nothing: %i by the change', async (first) => {
    rig.settings.set('docs', { keepDaily: 365 });
    await rig.retention.noteRules();
    await rig.days(300, 1);
    rig.settings.set('docs', { keepLast: 300 - first });
    await rig.retention.noteRules();
    expect(await rig.apply()).toMatchObject({ state: 'succeeded', figures: { expired: first } });
    for (let at = 0; at < 2_000; at++) rig.backUp('docs', (rig.nowMs += 1_000));
    expect(await rig.apply()).toMatchObject({ state: 'partial', figures: { expired: 0 } });
    await rig.apply('mallory', { jobId: 'docs' });
    expect(rig.listed()).toBe(2_300 - first);
    expect(rig.asked).toHaveLength(1);
  });

  it('a flood does not make the share of what a change expires small', async () => {
    rig.settings.set('docs', {});
    rig.settings.set('other', {});
    await rig.retention.noteRules();
    for (let at = 0; at < 50; at++) rig.backUp('docs', (rig.nowMs += DAY));
    for (let at = 0; at < 1_000; at++) rig.backUp('other', (rig.nowMs += 1_000));
    rig.settings.set('docs', { keepLast: 1 });
    expect(await rig.apply()).toMatchObject({ state: 'partial', figures: { waiting: 49 } });
  });

  it('small changes count together also job by job, and when a job is deleted in between', async () => {
    const jobs = Array.from({ length: 10 }, (_value, at) => `job${at}`);
    for (const job of jobs) rig.settings.set(job, {});
    await rig.retention.noteRules();
    for (let at = 0; at < 20; at++) for (const job of jobs) rig.backUp(job, (rig.nowMs += DAY / 10));
    const states: string[] = [];
    for (const jobId of jobs.slice(0, 4)) {
      rig.settings.set(jobId, { keepLast: 1 });
      states.push((await rig.apply('mallory', { jobId })).state);
      rig.settings.delete(jobId);
      await rig.retention['deps'].journal.appendJournal({ kind: 'job.deleted', id: jobId });
    }
    expect(states).toEqual(['succeeded', 'succeeded', 'partial', 'partial']);
  });

  it('a small change goes on by itself night after night', async () => {
    rig.settings.set('docs', { keepDaily: 30 });
    await rig.retention.noteRules();
    await rig.days(60, 1);
    rig.settings.set('docs', { keepDaily: 25 });
    await rig.days(20, 1);
    expect([rig.last?.state, rig.listed(), rig.asked.length]).toEqual(['succeeded', 25, 0]);
  });

  it('rules that a job has before its first snapshot never ask, however few they keep', async () => {
    rig.settings.set('docs', { keepLast: 2 });
    await rig.retention.noteRules();
    await rig.days(3, 24);
    expect([rig.last?.state, rig.listed()]).toEqual(['succeeded', 2]);
  });

  it('what two administrators have agreed to does not ask again', async () => {
    rig.settings.set('docs', {});
    await rig.retention.noteRules();
    for (let at = 0; at < 50; at++) rig.backUp('docs', (rig.nowMs += DAY));
    rig.settings.set('docs', { keepLast: 10 });
    await rig.apply('mallory');
    await rig.action.carryOut(rig.asked[0].parameters, { approval: 'abcd', askedBy: 'mallory', approvedBy: 'bob' });
    await rig.days(3, 24);
    expect([rig.last?.state, rig.listed()]).toEqual(['succeeded', 10]);
  });
});
