// No job stands still, and none floods the journal: whatever ends a run of a schedule at the server, its agent hears of it; a paused job's runs do not go when their turn comes.
import { describe, expect, it } from 'vitest';
import { scheduledRunId } from '../../shared/schedule/index.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import { hello, JOB, startRig } from './testing/rig.js';

const T = 5_000;
const dueOf = (dueMs: number, attempt = 1) => ({ runId: scheduledRunId(JOB.id, dueMs, attempt), jobId: JOB.id, dueMs, attempt, reason: 'schedule' });
const due = (one: ReturnType<typeof dueOf>): AgentMessage__Output => ({ due: one });

describe('the agent is told', () => {
  it('of the end of a due run that could not be started', async () => {
    const rig = await startRig({ describe: () => Promise.reject(new Error('the disk is gone')) });
    const one = dueOf(T);
    await rig.runs.onAgentMessage('a1', due(one));
    await rig.settle();
    expect(await rig.runs.get(one.runId)).toMatchObject({ state: 'failed', errorCode: 'INTERNAL' });
    expect(rig.sent.map(({ message }) => message.endRecorded?.runId)).toEqual([one.runId]);
  });

  it('of a run that was cancelled while it was away, and is not sent it again', async () => {
    const rig = await startRig();
    const one = dueOf(T);
    await rig.runs.onAgentMessage('a1', due(one));
    await rig.settle();
    await rig.runs.onAgentMessage('a1', { accepted: { runId: one.runId } });
    await rig.runs.cancel(one.runId, 'admin');
    rig.sent.length = 0;
    rig.runs.onAgentConnected('a1', hello());
    await rig.runs.onAgentMessage('a1', due(one));
    await rig.settle();
    expect((await rig.runs.get(one.runId)).state).toBe('cancelled');
    expect(rig.started()).toEqual([]);
    expect(rig.sent.at(-1)?.message.endRecorded).toEqual({ runId: one.runId });
  });
});

describe('a job that is paused while its run waits for its turn', () => {
  it('does not run, and the agent hears that', async () => {
    const job = { ...JOB };
    const rig = await startRig({ jobs: [job], admits: false });
    const one = dueOf(T);
    await rig.runs.onAgentMessage('a1', due(one));
    job.paused = true;
    rig.runs.settingsChanged(new Set(['a1']));
    await rig.settle();
    expect(await rig.runs.get(one.runId)).toMatchObject({ state: 'cancelled' });
    expect(rig.started()).toEqual([]);
  });

  it('not even when its turn comes in the same moment, or after a restart of the server', async () => {
    const job = { ...JOB };
    const rig = await startRig({ jobs: [job], admits: false });
    const one = dueOf(T);
    await rig.runs.onAgentMessage('a1', due(one));
    job.paused = true;
    const later = await startRig({ records: rig.records, jobs: [job], admits: false });
    await later.runs.dispatch(one.runId);
    expect(await later.runs.get(one.runId)).toMatchObject({ state: 'cancelled' });
    expect(later.started()).toEqual([]);
  });

  it('runs all the same when somebody starts it by hand', async () => {
    const job = { ...JOB, paused: true };
    const rig = await startRig({ jobs: [job] });
    const run = await rig.runs.startBackup(job, 'admin');
    rig.runs.settingsChanged('all');
    await rig.settle();
    expect(rig.started()).toEqual([run.id]);
  });
});

it('a due run that is asked for on two lines at once is one run, though the history answers late', async () => {
  const rig = await startRig({ admits: false });
  const one = dueOf(T);
  const get = rig.view.get.bind(rig.view);
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  rig.view.get = async (key) => {
    const found = await get(key);
    await answered;
    return found;
  };
  const first = rig.runs.onAgentMessage('a1', due(one));
  rig.view.get = get;
  await rig.runs.onAgentMessage('a1', due(one));
  answer();
  await first;
  await rig.settle();
  expect(rig.records.filter(({ body }) => body.kind === 'run.ordered')).toHaveLength(1);
  expect(rig.sent).toEqual([]);
});

it('runs of agents that are revoked or deleted end at the start of the server, which may have died before it ended them', async () => {
  const rig = await startRig();
  const backup = await rig.runs.startBackup(JOB, 'admin');
  await rig.settle();
  await rig.runs.onAgentMessage('a1', { accepted: { runId: backup.id } });
  const other = await rig.runs.startBackup({ id: 'j2', name: 'mail', agentId: 'a2' }, 'admin');
  const later = await startRig({ records: rig.records });
  await later.runs.endOrphans((agentId) => agentId === 'a2');
  expect(later.runs.active().map(({ id }) => id)).toEqual([other.id]);
  expect(await later.runs.get(backup.id)).toMatchObject({ state: 'failed', errorCode: 'REFUSED' });
});

it('an agent that makes up due times fills neither the journal nor the log, and is heard again later', async () => {
  const rig = await startRig({ admits: false });
  rig.clock.nowMs = 1_000_000_000;
  const first = rig.clock.nowMs - 100_000;
  const end = (one: ReturnType<typeof dueOf>): AgentMessage__Output => ({ ended: { ...one, state: 'failed', error: '', errorCode: 'UNAVAILABLE', snapshotId: '', counters: null, startedMs: 0, endedMs: one.dueMs, exitCode: 6, log: [] } });
  for (let more = 0; more < 4_000; more++) await rig.runs.onAgentMessage('a1', more % 2 === 0 ? due(dueOf(first + more)) : end(dueOf(first + more)));
  expect(rig.records.length).toBeLessThanOrEqual(3_000);
  expect(rig.events.filter(({ message }) => message.includes('more runs than any schedule makes')).length).toBeLessThanOrEqual(100);
  rig.clock.nowMs += 60_000;
  const later = dueOf(rig.clock.nowMs);
  await rig.runs.onAgentMessage('a1', due(later));
  expect((await rig.runs.get(later.runId)).state).toBe('queued');
});
