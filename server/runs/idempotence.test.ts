// Whatever is said twice, lost, said late or said to a server that is started anew: each run is recorded once, in order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduledRunId } from '../../shared/schedule/index.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { JournalRecord } from '../repository/types.js';
import { hello, JOB, startRig } from './testing/rig.js';

const MAIL = { id: 'j2', name: 'mail', agentId: 'a1', paused: false };
const JOBS = [JOB, MAIL];
const T = 5_000;

const dueOf = (job: { id: string }, dueMs: number, attempt = 1, reason = 'schedule') => ({ runId: scheduledRunId(job.id, dueMs, attempt), jobId: job.id, dueMs, attempt, reason });
type Due = ReturnType<typeof dueOf>;

const due = (one: Due): AgentMessage__Output => ({ due: one });
const accepted = (one: Due): AgentMessage__Output => ({ accepted: { runId: one.runId } });
const ended = (one: Due, state = 'failed', more: object = {}): AgentMessage__Output => ({
  ended: { ...one, state, error: '', errorCode: 'UNAVAILABLE', snapshotId: '', counters: null, startedMs: 0, endedMs: one.dueMs + 10, exitCode: 6, log: [], ...more },
});

describe('runs of schedules', () => {
  it('are ordered once, started when admission lets them, and forgotten by the agent when their end is recorded', async () => {
    const rig = await startRig();
    const one = dueOf(JOB, T);
    await rig.runs.onAgentMessage('a1', due(one));
    await rig.runs.onAgentMessage('a1', due(one));
    await rig.settle();
    expect(rig.records.filter(({ body }) => body.kind === 'run.ordered')).toHaveLength(1);
    expect(await rig.runs.get(one.runId)).toMatchObject({ dueMs: T, attempt: 1, reason: 'schedule', startedBy: 'schedule', jobName: 'docs' });
    await rig.runs.onAgentMessage('a1', ended(one));
    await rig.runs.onAgentMessage('a1', due(one));
    expect(rig.sent.at(-1)?.message.endRecorded).toEqual({ runId: one.runId });
    expect(rig.ends()).toHaveLength(1);
  });

  it('that nobody heard of are recorded with the times of their agent, none of which is in the future', async () => {
    const rig = await startRig();
    const one = dueOf(JOB, 3_000);
    await rig.runs.onAgentMessage('a1', ended(one, 'failed', { startedMs: 3_100, endedMs: 9_999_999, log: [{ number: 1, timeMs: 1, level: 'info', message: 'waited', path: Buffer.alloc(0) }] }));
    expect(await rig.runs.get(one.runId)).toMatchObject({ state: 'failed', queuedMs: 3_000, startedMs: 3_100, endedMs: 5_000, dueMs: 3_000 });
    expect(rig.sent.map(({ message }) => message.endRecorded?.runId)).toEqual([one.runId]);
  });

  it.each([
    ['of a job of another agent', { ...dueOf({ id: 'j9' }, T) }],
    ['with an id that does not follow', { ...dueOf(JOB, T), runId: '0123456789abcdef' }],
    ['due in a year', dueOf(JOB, T + 400 * 86_400_000)],
    ['of no attempt', dueOf(JOB, T, 0)],
    ['for no reason of a schedule', dueOf(JOB, T, 1, 'manual')],
  ])('%s are refused', async (_, one) => {
    const rig = await startRig({ jobs: [...JOBS, { id: 'j9', name: 'other', agentId: 'a2', paused: false }] });
    await rig.runs.onAgentMessage('a1', due(one));
    expect(rig.sent.map(({ message }) => message.cancel?.runId)).toEqual([one.runId]);
    await rig.runs.onAgentMessage('a1', ended(one));
    expect(rig.sent.at(-1)?.message.endRecorded).toEqual({ runId: one.runId });
    expect(rig.records).toEqual([]);
  });

  it('of a paused job are refused', async () => {
    const rig = await startRig({ jobs: [{ ...JOB, paused: true }] });
    await rig.runs.onAgentMessage('a1', due(dueOf(JOB, T)));
    expect([rig.records, rig.events.map(({ message }) => message)]).toEqual([[], ["a run that the agent asked for is refused: job 'docs' is paused"]]);
  });

  it('take the place of an older one of their job that still waits; an older one takes no place', async () => {
    const rig = await startRig({ admits: false });
    const [first, second] = [dueOf(JOB, 1_000), dueOf(JOB, 2_000)];
    await rig.runs.onAgentMessage('a1', due(first));
    await rig.runs.onAgentMessage('a1', due(second));
    expect([(await rig.runs.get(first.runId)).state, (await rig.runs.get(second.runId)).state]).toEqual(['cancelled', 'queued']);
    expect(rig.sent.map(({ message }) => message.endRecorded?.runId)).toEqual([first.runId]);
    const late = dueOf(JOB, 1_500);
    await rig.runs.onAgentMessage('a1', due(late));
    expect(rig.sent.at(-1)?.message.cancel).toEqual({ runId: late.runId });
  });

  it('wait for the run of their job that goes on, and go when it has ended', async () => {
    const rig = await startRig();
    const manual = await rig.runs.startBackup(JOB, 'admin');
    await rig.settle();
    const one = dueOf(JOB, T);
    await rig.runs.onAgentMessage('a1', due(one));
    await rig.settle();
    expect(rig.started()).toEqual([manual.id]);
    expect(rig.runs.waitingFor(await rig.runs.get(one.runId))).toBe(`run ${manual.id} of the same job`);
    await rig.runs.onAgentMessage('a1', ended({ ...one, runId: manual.id }));
    await rig.settle();
    expect(rig.started()).toEqual([manual.id, one.runId]);
  });
});

/** An agent that says what it must, on a line that loses, repeats and breaks, to a server that is started anew now and then. */
type Step = { what: 'say'; times: number } | { what: 'lose' } | { what: 'restart' } | { what: 'reconnect' };

describe('any interleaving of messages, losses, repetitions and restarts', () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ what: fc.constant('say' as const), times: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 2, arbitrary: fc.constant({ what: 'lose' as const }) },
    { weight: 1, arbitrary: fc.constant({ what: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ what: 'reconnect' as const }) },
  );
  const dues = fc.uniqueArray(fc.record({ job: fc.constantFrom(...JOBS), dueMs: fc.integer({ min: 1, max: 40 }).map((n) => n * 100), attempt: fc.integer({ min: 1, max: 2 }) }), {
    minLength: 1,
    maxLength: 8,
    selector: ({ job, dueMs, attempt }) => `${job.id} ${dueMs} ${attempt}`,
  });

  it('records each run once, in the order in which they ended', async () => {
    await fc.assert(
      fc.asyncProperty(dues, fc.array(step, { minLength: 5, maxLength: 60 }), async (told, steps) => {
        const runs = told.map(({ job, dueMs, attempt }) => dueOf(job, dueMs, attempt)).sort((a, b) => a.dueMs - b.dueMs || a.attempt - b.attempt);
        const script = runs.flatMap((one) => [due(one), accepted(one), ended(one)]);
        const records: JournalRecord[] = [];
        let rig = await startRig({ records, jobs: JOBS });
        let at = 0;
        // `lose`: the line breaks before the message arrives; for one that must arrive (an end) the agent says it again.
        for (const one of [...steps, ...Array<Step>(script.length).fill({ what: 'say', times: 1 })]) {
          if (one.what === 'restart') {
            await rig.settle();
            rig = await startRig({ records, jobs: JOBS });
            rig.runs.onAgentConnected('a1', hello());
          } else if (one.what === 'reconnect') {
            rig.runs.onAgentConnected('a1', hello(...runs.slice(0, 1).map(({ runId }) => runId)));
          } else if (at < script.length) {
            const message = script[at];
            if (one.what === 'lose') {
              if (message.ended === undefined) at++;
              continue;
            }
            await Promise.all(Array.from({ length: one.times }, () => rig.runs.onAgentMessage('a1', message)));
            at++;
          }
        }
        await rig.settle();
        const ofKind = (kind: string): string[] => records.filter(({ body }) => body.kind === kind).map(({ body }) => (kind === 'run.ordered' ? (body['run'] as { id: string }).id : (body['id'] as string)));
        const orders = ofKind('run.ordered');
        const ends = ofKind('run.ended');
        expect(new Set(orders).size).toBe(orders.length);
        expect(new Set(ends).size).toBe(ends.length);
        expect([...orders].sort()).toEqual(runs.map(({ runId }) => runId).sort());
        expect(ends).toEqual(runs.map(({ runId }) => runId));
        expect(rig.runs.active()).toEqual([]);
        // A server that is started now knows the same.
        const later = await startRig({ records, jobs: JOBS });
        const listed = await later.runs.list({});
        expect(listed.map(({ id, state }) => [id, state])).toEqual((await rig.runs.list({})).map(({ id, state }) => [id, state]));
        expect(listed).toHaveLength(runs.length);
        for (const { id } of JOBS) expect(later.runs.lastEnded(id)).toEqual(rig.runs.lastEnded(id));
      }),
      { numRuns: 150 },
    );
  });
});

describe('the history of runs', () => {
  it('is found by job, agent, office, kind, state, time and prefix, newest first, and bounded by count and age', async () => {
    const rig = await startRig({ jobs: JOBS, bounds: { ageMs: 10_000, runs: 12 } });
    for (let i = 0; i < 20; i++) {
      rig.clock.nowMs = 1_000 * (i + 1);
      const run = await rig.runs.startBackup(JOBS[i % 2], 'admin');
      await rig.runs.onAgentMessage('a1', ended({ ...dueOf(JOB, T), runId: run.id }, i % 4 === 0 ? 'cancelled' : 'failed'));
      await rig.settle();
    }
    const seconds = async (filter: Parameters<typeof rig.runs.list>[0]): Promise<number[]> => (await rig.runs.list(filter)).map(({ queuedMs }) => queuedMs / 1_000);
    expect(await seconds({})).toEqual([20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10]);
    expect(await seconds({ jobName: 'mail', limit: 2 })).toEqual([20, 18]);
    expect(await seconds({ jobId: 'j1', limit: 2 })).toEqual([19, 17]);
    expect(await seconds({ states: ['cancelled'] })).toEqual([17, 13]);
    expect(await seconds({ states: ['cancelled', 'failed'], limit: 3 })).toEqual([20, 19, 18]);
    expect(await seconds({ officeIds: ['o1'], sinceMs: 12_000, untilMs: 14_000 })).toEqual([13, 12]);
    expect([await seconds({ officeIds: [] }), await seconds({ agentId: 'a2' }), await seconds({ kind: 'restore' })]).toEqual([[], [], []]);
    const [newest] = await rig.runs.list({ limit: 1 });
    expect((await rig.runs.get(newest.id.slice(0, 8))).id).toBe(newest.id);
    await expect(rig.runs.get('zzzz')).rejects.toThrow(/no run has the id/);
    // Nothing is left of what was dropped: per run one record and six lists, and the count.
    expect(rig.view.size).toBe(11 * 7 + 1);
  });
});
