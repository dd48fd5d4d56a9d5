// An agent's plan and the server's book of runs together, over a line that comes and goes: crashes of either, lost marks, clocks that are set, runs that fail, take long or are
// cancelled. Whatever happens, each run is ordered, ended and carried out once, nothing is left untold, and afterwards each due time runs.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planJob, retryAfter } from '../../agent/schedule/plan.js';
import type { DueRun, JobMark, ScheduledJob } from '../../agent/schedule/types.js';
import { hello, JOB, startRig } from '../../server/runs/testing/rig.js';
import type { JournalRecord } from '../../server/repository/types.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { RunEnded__Output } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';
import { compileSchedule, scheduledRunId } from '../../shared/schedule/index.js';
import { DEFAULTS, type Settings } from '../../shared/settings/index.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5, 12, 30);
const SETTINGS: Settings = { ...DEFAULTS, timezone: 'UTC', jitter: 0, schedule: ['every 1h'], retries: 2, retryAfter: 7 * MINUTE };
const SCHEDULE = compileSchedule(SETTINGS, JOB.id);
const TASK: ScheduledJob = { id: JOB.id, name: JOB.name, paused: false, sinceMs: START, settings: SETTINGS, schedule: SCHEDULE };

class World {
  readonly records: JournalRecord[] = [];
  readonly #offline = new Set(['a1']);
  rig = startRig({ records: this.records, jobs: [JOB], offline: this.#offline });
  mark: JobMark | undefined;
  ends: RunEnded__Output[] = [];
  live: { id: string; startedMs: number; endsMs: number } | null = null;
  nowMs = START;
  /** The agent's clock less the true one. */
  skewMs = 0;
  up = false;
  fails = 0;
  runMs = 5 * MINUTE;
  readonly carriedOut: string[] = [];
  #heard = 0;
  #asked = '';

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= MINUTE) {
      this.nowMs += Math.min(MINUTE, left);
      await this.tick();
    }
  }

  async line(up: boolean): Promise<void> {
    if (up === this.up) return;
    this.up = up;
    this.#asked = '';
    if (!up) return void this.#offline.add('a1');
    this.#offline.delete('a1');
    const rig = await this.rig;
    rig.clock.nowMs = this.nowMs;
    rig.runs.onAgentConnected('a1', hello(...(this.live === null ? [] : [this.live.id]), ...this.ends.map(({ runId }) => runId)));
    await rig.settle();
    for (const ended of this.ends) await this.#say({ ended });
    await this.#hear();
    await this.tick();
  }

  /** The agent's process dies; what is on its disk stays, the marks perhaps not. */
  async crash(marksToo: boolean): Promise<void> {
    const was = this.up;
    await this.line(false);
    this.live = null;
    if (marksToo) this.mark = undefined;
    for (const end of this.ends) this.#settle(end);
    await this.line(was);
  }

  async restartServer(): Promise<void> {
    const was = this.up;
    await this.line(false);
    await (await this.rig).settle();
    this.rig = startRig({ records: this.records, jobs: [JOB], offline: this.#offline });
    this.#heard = 0;
    await this.line(was);
  }

  /** The line breaks: what the agent says still arrives, what is answered does not. */
  async lose(): Promise<void> {
    this.#offline.add('a1');
    await this.tick();
    await this.line(false);
  }

  async cancel(): Promise<void> {
    const rig = await this.rig;
    const [run] = rig.runs.active();
    if (run === undefined) return;
    await rig.runs.cancel(run.id, 'admin');
    await rig.settle();
    if (this.up && this.live?.id === run.id) this.live.endsMs = this.nowMs;
    await this.#hear();
  }

  async tick(): Promise<void> {
    if (this.live !== null && this.live.endsMs <= this.nowMs) {
      const { id, startedMs } = this.live;
      const run = this.mark?.run?.runId === id ? this.mark.run : null;
      this.live = null;
      this.carriedOut.push(id);
      await this.#end(run, id, { startedMs, ...(this.fails-- > 0 ? { state: 'failed', errorCode: 'IO' } : { state: 'partial' }) });
      await this.#hear();
    }
    const live = this.live !== null && this.live.id === this.mark?.run?.runId;
    const { mark, givenUp } = planJob(TASK, this.mark, { nowMs: this.nowMs + this.skewMs, connected: this.up, live, runIdOf: (dueMs, attempt) => scheduledRunId(JOB.id, dueMs, attempt) });
    this.mark = mark;
    for (const { run } of givenUp) await this.#end(run, run.runId, { state: 'failed', errorCode: 'UNAVAILABLE' });
    const { run } = mark;
    if (run?.runId !== this.#asked) this.#asked = '';
    if (this.up && run !== null && this.live?.id !== run.runId && this.#asked === '') {
      this.#asked = run.runId;
      const { runId, dueMs, attempt, reason } = run;
      await this.#say({ due: { runId, jobId: JOB.id, dueMs, attempt, reason } });
    }
    await this.#hear();
  }

  async #end(run: DueRun | null, runId: string, how: Partial<RunEnded__Output>): Promise<void> {
    const due = run === null ? { jobId: '', dueMs: 0, attempt: 0, reason: '' } : { jobId: JOB.id, dueMs: run.dueMs, attempt: run.attempt, reason: run.reason };
    const ended: RunEnded__Output = { runId, error: '', errorCode: '', snapshotId: '', counters: null, startedMs: 0, endedMs: this.nowMs + this.skewMs, exitCode: 1, log: [], state: '', ...due, ...how };
    this.ends = [...this.ends.filter((other) => other.runId !== runId), ended];
    this.#settle(ended);
    await this.#say({ ended });
  }

  #settle(end: RunEnded__Output): void {
    if (this.mark?.run?.runId !== end.runId) return;
    const { run } = this.mark;
    this.mark.run = null;
    this.mark.retry = end.startedMs === 0 ? null : retryAfter(run, end, SETTINGS, this.nowMs + this.skewMs);
  }

  async #say(message: AgentMessage__Output): Promise<void> {
    if (!this.up) return;
    const rig = await this.rig;
    rig.clock.nowMs = this.nowMs;
    await rig.runs.onAgentMessage('a1', message);
    await rig.settle();
  }

  async #hear(): Promise<void> {
    const { sent } = await this.rig;
    while (this.#heard < sent.length) {
      const { message } = sent[this.#heard++];
      if (!this.up) continue;
      if (message.start) await this.#start(message.start.runId ?? '');
      const recorded = message.endRecorded?.runId;
      if (recorded !== undefined) this.ends = this.ends.filter(({ runId }) => runId !== recorded);
      const gone = recorded ?? message.cancel?.runId;
      if (gone !== undefined && this.live?.id !== gone && this.mark?.run?.runId === gone) this.mark.run = null;
    }
  }

  async #start(id: string): Promise<void> {
    const ended = this.ends.find(({ runId }) => runId === id);
    if (ended !== undefined) return this.#say({ ended });
    if (this.live === null) {
      this.live = { id, startedMs: this.nowMs + this.skewMs, endsMs: this.nowMs + this.runMs };
      if (this.mark?.run?.runId === id) {
        this.mark.run.started = true;
        this.mark.handledMs = Math.max(this.mark.handledMs, SCHEDULE.latest(this.mark.handledMs, this.nowMs + this.skewMs) ?? 0);
      }
    }
    expect(this.live.id).toBe(id);
    await this.#say({ accepted: { runId: id } });
  }
}

type Step = [what: 'pass' | 'up' | 'down' | 'crash' | 'marks lost' | 'server' | 'lose' | 'skew' | 'fail' | 'long' | 'cancel', ms: number];
const span = (from: number, to: number): fc.Arbitrary<number> => fc.integer({ min: from, max: to });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('pass' as const), span(MINUTE, 150 * MINUTE)) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('up' as const, 'down' as const), fc.constant(0)) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('crash' as const, 'marks lost' as const, 'server' as const, 'lose' as const, 'cancel' as const), fc.constant(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('skew' as const, 'fail' as const, 'long' as const), span(-5 * HOUR, 5 * HOUR)) },
);

async function take(world: World, [what, ms]: Step): Promise<void> {
  if (what === 'pass') await world.pass(ms);
  else if (what === 'up' || what === 'down') await world.line(what === 'up');
  else if (what === 'crash' || what === 'marks lost') await world.crash(what === 'marks lost');
  else if (what === 'server') await world.restartServer();
  else if (what === 'lose') await world.lose();
  else if (what === 'cancel') await world.cancel();
  else if (what === 'skew') world.skewMs += ms;
  else if (what === 'fail') world.fails = Math.abs(ms) % 4;
  else world.runMs = Math.max(MINUTE, Math.abs(ms));
}

it('each run is ordered, ended and carried out once, and in the end each due time runs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = new World();
      await world.line(true);
      for (const one of steps) await take(world, one);
      Object.assign(world, { skewMs: 0, fails: 0, runMs: 5 * MINUTE });
      if (world.live !== null) world.live.endsMs = world.nowMs + MINUTE;
      await world.line(false);
      await world.line(true);
      const quietMs = world.nowMs;
      await world.pass(8 * HOUR);
      const ids = (kind: string): string[] => world.records.filter(({ body }) => body.kind === kind).map(({ body }) => (kind === 'run.ordered' ? (body['run'] as { id: string }).id : (body['id'] as string)));
      for (const list of [ids('run.ordered'), ids('run.ended'), world.carriedOut]) expect(new Set(list).size).toBe(list.length);
      expect(world.ends).toEqual([]);
      const due = (await (await world.rig).runs.list({})).map(({ dueMs }) => dueMs);
      for (let hour = Math.ceil((quietMs + 2 * HOUR) / HOUR) * HOUR; hour < world.nowMs - HOUR; hour += HOUR) expect(due.filter((ms) => ms === hour), new Date(hour).toISOString()).toHaveLength(1);
    }),
    { numRuns: 150 },
  );
});
