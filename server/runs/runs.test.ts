import { describe, expect, it } from 'vitest';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import { RunState } from './index.js';
import { hello, JOB, startRig } from './testing/rig.js';

const counters = { filesTotal: 7, filesNew: 0 } as unknown as NonNullable<AgentMessage__Output['ended']>['counters'];
const ended = (runId: string, state = 'succeeded'): AgentMessage__Output => ({
  ended: { runId, state, error: '', errorCode: '', snapshotId: 's1', counters, startedMs: 1, endedMs: 2, exitCode: 0, jobId: '', dueMs: 0, attempt: 0, reason: '', log: [] },
});

describe('runs', () => {
  it('are sent, accepted, and end once, however often the end is told', async () => {
    const { runs, sent, committed, ends, settle } = await startRig();
    const run = await runs.startBackup(JOB, 'admin');
    committed(run);
    expect(run.state).toBe('queued');
    await runs.onAgentMessage('a1', { accepted: { runId: run.id } });
    expect((await runs.get(run.id)).state).toBe('running');
    await Promise.all([runs.onAgentMessage('a1', ended(run.id)), runs.onAgentMessage('a1', ended(run.id))]);
    expect(await runs.get(run.id)).toMatchObject({ state: 'succeeded', snapshotId: 's1', counters: { filesTotal: 7 } });
    await settle();
    expect(await runs.get(run.id.slice(0, 6))).toMatchObject({ state: 'succeeded', agentName: 'agent-a1', officeId: 'o1' });
    expect(ends()).toHaveLength(1);
    expect(sent.filter(({ message }) => message.endRecorded)).toHaveLength(2);
  });

  it('of an agent that lost the answer to its commit end as the snapshot says', async () => {
    const { runs, committed } = await startRig();
    const run = await runs.startBackup(JOB, 'admin');
    committed(run, true);
    const message = ended(run.id);
    await runs.onAgentMessage('a1', { ...message, ended: { ...message.ended!, counters: null } });
    expect(await runs.get(run.id)).toMatchObject({ state: 'partial', exitCode: 3, snapshotId: 's1', counters: { filesTotal: 7 } });
  });

  it('do not succeed with a snapshot that they did not commit', async () => {
    const { runs, committed } = await startRig();
    const run = await runs.startBackup(JOB, 'admin');
    committed({ ...run, id: 'another' });
    await runs.onAgentMessage('a1', ended(run.id));
    expect(await runs.get(run.id)).toMatchObject({ state: 'failed', snapshotId: '' });
  });

  it('a job does not run twice at once', async () => {
    const { runs } = await startRig();
    await runs.startBackup(JOB, 'admin');
    await expect(runs.startBackup(JOB, 'admin')).rejects.toThrow(/queued already/);
  });

  it('survive a restart of the server: sent again unless the agent works on them', async () => {
    const before = await startRig();
    const run = await before.runs.startBackup(JOB, 'admin');
    await before.settle();
    await before.runs.onAgentMessage('a1', { accepted: { runId: run.id } });
    const after = await startRig({ records: before.records });
    after.clock.nowMs = 9_000;
    after.runs.onAgentConnected('a1', hello(run.id));
    expect(after.sent).toEqual([]);
    expect(await after.runs.get(run.id)).toMatchObject({ state: 'running', startedMs: 5_000 });
    after.runs.onAgentConnected('a1', hello());
    await after.settle();
    expect(after.started()).toEqual([run.id]);
  });

  it('wait for an agent that is away, and go when it connects', async () => {
    const offline = new Set(['a1']);
    const { runs, started, settle } = await startRig({ offline });
    const run = await runs.startBackup(JOB, 'admin');
    expect(started()).toEqual([]);
    expect(runs.waitingFor(run)).toBe('agent agent-a1 to connect');
    offline.clear();
    runs.onAgentConnected('a1', hello());
    await settle();
    expect(started()).toEqual([run.id]);
  });

  it('an agent cannot touch the runs of another', async () => {
    const { runs } = await startRig();
    const run = await runs.startBackup(JOB, 'admin');
    await runs.onAgentMessage('a2', ended(run.id, 'failed'));
    expect((await runs.get(run.id)).state).toBe('queued');
    await expect(runs.backupOf('a2', run.id)).rejects.toThrow(/not a backup of this agent/);
    expect(runs.restoreAllows('a2', run.id, 's')).toBe(false);
  });

  it('a restore lets its agent read its snapshot, and nothing else, and only until it ends', async () => {
    const { runs } = await startRig();
    const order = { snapshotId: 'snap', pathHex: '', target: '/t', includes: [], overwrite: 'changed', deleteExtra: false, dryRun: false };
    const run = await runs.startRestore('a1', order, 'admin');
    expect(runs.restoreAllows('a1', run.id, 'snap')).toBe(true);
    expect(runs.restoreAllows('a1', run.id, 'other')).toBe(false);
    await runs.onAgentMessage('a1', ended(run.id));
    expect(runs.restoreAllows('a1', run.id, 'snap')).toBe(false);
  });

  it('one that waits is cancelled at once, one that its agent was sent when the agent says so', async () => {
    const offline = new Set(['a1']);
    const away = await startRig({ offline });
    const waiting = await away.runs.startBackup(JOB, 'admin');
    await away.runs.cancel(waiting.id, 'admin');
    expect((await away.runs.get(waiting.id)).state).toBe('cancelled');
    const there = await startRig();
    const sent = await there.runs.startBackup(JOB, 'admin');
    await there.settle();
    await there.runs.cancel(sent.id, 'admin');
    expect(there.sent.at(-1)?.message.cancel).toEqual({ runId: sent.id });
    await there.runs.onAgentMessage('a1', ended(sent.id, 'cancelled'));
    expect((await there.runs.get(sent.id)).state).toBe('cancelled');
  });

  it('of a revoked agent end', async () => {
    const { runs } = await startRig();
    const run = await runs.startBackup(JOB, 'admin');
    await runs.endAllOf('a1', 'revoked');
    expect(await runs.get(run.id)).toMatchObject({ state: 'failed', error: 'revoked' });
  });

  it('a kind that nothing here carries out ends as failed, and says so', async () => {
    const { runs, records, settle } = await startRig();
    const rig = await startRig({ records: [{ number: 1, epoch: 1, timeMs: 1, body: { kind: 'run.ordered', run: { id: '00000000000000ff', kind: 'verify', agentId: '', queuedMs: 1 } } }] });
    expect(await rig.runs.dispatch('00000000000000ff')).toBe(false);
    expect(await rig.runs.get('00000000000000ff')).toMatchObject({ state: 'failed', error: 'it could not be started: nothing here carries out a verify' });
    await settle();
    expect([runs.active(), records]).toEqual([[], []]);
  });
});

describe('the state of runs', () => {
  it('keeps of each job how the last and the last good run ended, over a checkpoint, and forgets them with the job', async () => {
    const rig = await startRig();
    const good = await rig.runs.startBackup(JOB, 'admin');
    rig.committed(good);
    await rig.runs.onAgentMessage('a1', ended(good.id));
    const bad = await rig.runs.startBackup(JOB, 'admin');
    await rig.runs.onAgentMessage('a1', ended(bad.id, 'failed'));
    const loaded = new RunState();
    loaded.load(JSON.parse(JSON.stringify(rig.state.save())));
    for (const state of [rig.state, loaded]) expect([state.endsOf('j1')?.last.id, state.endsOf('j1')?.good?.id]).toEqual([bad.id, good.id]);
    loaded.apply({ number: 99, epoch: 1, timeMs: 1, body: { kind: 'job.deleted', id: 'j1' } });
    expect(loaded.endsOf('j1')).toBeUndefined();
  });

  it('loads what earlier versions saved: a list of runs', () => {
    const state = new RunState();
    const of = (id: string, more: object): object => ({ id, kind: 'backup', jobId: 'j1', jobName: 'docs', agentId: 'a1', startedBy: 'admin', queuedMs: 1, startedMs: 2, endedMs: 3, counters: {}, snapshotId: '', error: '', errorCode: '', exitCode: 0, restore: null, cancelRequested: false, ...more });
    state.load([of('1', { state: 'succeeded' }), of('2', { state: 'failed' }), of('3', { state: 'queued', endedMs: 0 })]);
    expect([...state.active()].map(({ id, attempt, reason }) => [id, attempt, reason])).toEqual([['3', 1, 'manual']]);
    expect([state.endsOf('j1')?.last.id, state.endsOf('j1')?.good?.id]).toEqual(['2', '1']);
  });
});
