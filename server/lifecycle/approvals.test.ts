import { describe, expect, it } from 'vitest';
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { ApprovalRecord } from './approval-state.js';
import { DAY, HOUR, Lab } from './testing/lab.js';

const order = { reason: 'test', by: 'maria' };

async function lab2(...others: string[]): Promise<{ lab: Lab; ids: string[] }> {
  const lab = new Lab();
  for (const name of ['maria', ...others]) await lab.user(name);
  return { lab, ids: await lab.commit(20) };
}

async function asked(lab: Lab, ids: string[]): Promise<ApprovalRecord> {
  const { waits } = await lab.actions.deleteSnapshots(ids, order);
  if (waits === null) throw new Error('it was done at once');
  return waits;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => 'done', (error: unknown) => (isFarvaultError(error) ? `${error.code}: ${messageOf(error)}` : 'a fault of ours'));
}

const trashed = (lab: Lab): number => [...lab.set.all()].filter(({ trash }) => trash !== null).length;

describe('what takes two administrators', () => {
  it('is carried out by another one, under both names, once', async () => {
    const { lab, ids } = await lab2('paul');
    const { id, what } = await asked(lab, ids.slice(0, 12));
    expect([trashed(lab), what]).toEqual([0, 'put 12 snapshots into the trash; with what went there within a day that is 12 of the 20 of office lyon']);
    const [first, second] = await Promise.allSettled([lab.approvals.approve(id, 'paul', ''), lab.approvals.approve(id.slice(0, 16), 'paul', '')]);
    expect([first.status, second.status, trashed(lab)]).toEqual(['fulfilled', 'rejected', 12]);
    expect(lab.approvals.get(id)).toMatchObject({ state: 'approved', decidedBy: 'paul', outcome: '12 snapshots in the trash', parameters: {} });
    expect(lab.records.find(({ body }) => body.kind === 'snapshots.trashed')?.body).toMatchObject({ approval: id, askedBy: 'maria', approvedBy: 'paul' });
  });

  it('starts at ten snapshots and a fifth of an office, also in slices and by several names', async () => {
    const { lab, ids } = await lab2('paul');
    await lab.commit(200, { office: 'nantes' });
    expect((await lab.actions.deleteSnapshots(ids.slice(0, 5), order)).done).toBe(5);
    expect((await lab.actions.deleteSnapshots(ids.slice(5, 9), { ...order, by: 'paul' })).done).toBe(4);
    expect((await lab.actions.deleteSnapshots(ids.slice(9, 10), order)).waits).not.toBeNull();
    await lab.run(25 * HOUR);
    expect((await lab.actions.deleteSnapshots(ids.slice(9, 10), order)).done).toBe(1);
  });

  it('counts slices that are asked for at the same time', async () => {
    const { lab } = await lab2('paul');
    lab.turns = () => 3;
    const ids = await lab.commit(45, { office: 'nantes' });
    const answers = await Promise.all([0, 9, 18, 27, 36].map((from) => lab.actions.deleteSnapshots(ids.slice(from, from + 9), order)));
    expect([trashed(lab), answers.map(({ done }) => done)]).toEqual([9, [9, 0, 0, 0, 0]]);
  });

  it('is not got around by a flood of new snapshots', async () => {
    const { lab, ids } = await lab2('paul');
    await lab.run(2 * 24 * HOUR);
    await lab.commit(500);
    expect((await lab.actions.deleteSnapshots(ids, order)).waits?.what).toContain('20 of the 520 of office lyon');
    await lab.run(25 * HOUR);
    expect((await lab.actions.deleteSnapshots(ids, order)).done).toBe(20);
  });

  it('does not count what retention has expired', async () => {
    const { lab, ids } = await lab2('paul');
    await lab.lifecycle.trashSnapshots(ids.slice(0, 15), { reason: 'retention', by: 'retention' });
    expect((await lab.actions.deleteSnapshots(ids.slice(15, 17), order)).done).toBe(2);
  });

  it('asked twice waits once', async () => {
    const { lab, ids } = await lab2('paul');
    expect((await asked(lab, ids)).id).toBe((await asked(lab, [...ids].reverse())).id);
  });

  it('asked twice waits once, whatever the order in which the journal gives the fields back', async () => {
    const { lab } = await lab2('paul');
    lab.approvals.register('test', { carryOut: () => Promise.resolve('') });
    const ask = (parameters: Record<string, unknown>): Promise<ApprovalRecord> => lab.approvals.ask({ action: 'test', parameters, what: 'this', ...order });
    const { id } = await ask({ officeId: 'lyon', ids: ['1', '2'] });
    expect((await ask({ ids: ['1', '2'], officeId: 'lyon' })).id).toBe(id);
    expect((await ask({ ids: ['2', '1'], officeId: 'lyon' })).id).not.toBe(id);
  });

  it('tells which snapshots it is about', async () => {
    const { lab, ids } = await lab2('paul');
    expect(lab.actions.snapshotsOf(await asked(lab, ids.slice(0, 12))).sort()).toEqual(ids.slice(0, 12).sort());
    const { waits } = await lab.actions.deleteOffice('lyon', order);
    expect(lab.actions.snapshotsOf(waits!).sort()).toEqual([...ids].sort());
  });

  it('is not approved by who asked, by who may not, nor by who was made or raised lately', async () => {
    const { lab, ids } = await lab2('paul');
    await lab.user('olga', 'maria', { role: 'operator', offices: null });
    await lab.user('anna', 'maria', { role: 'admin', offices: ['office-lyon'] });
    await lab.user('accomplice', 'maria');
    const { id } = await asked(lab, ids);
    expect(await refusal(lab.approvals.approve(id, 'maria', ''))).toContain('another administrator approves');
    for (const name of ['olga', 'anna', 'nobody']) expect(await refusal(lab.approvals.approve(id, name, ''))).toContain('only an administrator with all rights');
    expect(await refusal(lab.approvals.approve(id, 'accomplice', ''))).toContain('less than 72 hours');
    await lab.run(71 * HOUR);
    lab.wallMs += 30 * DAY;
    lab.boot();
    expect(await refusal(lab.approvals.approve(id, 'accomplice', ''))).toContain('less than 72 hours');
    lab.wallMs -= 30 * DAY;
    await lab.run(3 * HOUR);
    expect(await refusal(lab.approvals.approve(id, 'accomplice', ''))).toBe('done');
  });

  it('is not approved by who was revoked and made anew', async () => {
    const { lab, ids } = await lab2('paul');
    const { id } = await asked(lab, ids);
    await lab.revoke('paul', 'maria');
    expect(await refusal(lab.approvals.approve(id, 'paul', ''))).toContain('only an administrator');
    await lab.user('paul', 'maria');
    expect(await refusal(lab.approvals.approve(id, 'paul', ''))).toContain('less than 72 hours');
  });

  it('waits for 72 hours where there is no second administrator, counted from when there was none', async () => {
    const { lab, ids } = await lab2('paul');
    const { id } = await asked(lab, ids);
    await lab.run(60 * HOUR);
    await lab.revoke('paul', 'maria');
    await lab.run(71 * HOUR);
    expect(await refusal(lab.approvals.approve(id, 'maria', ''))).toContain('waits for 72 hours');
    await lab.run(2 * HOUR);
    expect(await refusal(lab.approvals.approve(id, 'maria', ''))).toBe('done');
  });

  it('is over after seven days, when it is rejected, and when who asked is gone', async () => {
    const { lab, ids } = await lab2('paul');
    const { id: old } = await asked(lab, ids);
    await lab.run(7 * DAY);
    expect(await refusal(lab.approvals.approve(old, 'paul', ''))).toContain('expired');
    await lab.approvals.tidy(false);
    const { id: unwanted } = await asked(lab, ids);
    await lab.approvals.reject(unwanted, 'paul', 'no');
    expect(await refusal(lab.approvals.approve(unwanted, 'paul', ''))).toContain('rejected');
    const { id: orphan } = await asked(lab, ids);
    await lab.revoke('maria', 'paul');
    expect(await refusal(lab.approvals.approve(orphan, 'paul', ''))).toContain('no administrator any more');
    expect([trashed(lab), lab.approvals.list('', 10).map(({ state }) => state)]).toEqual([0, ['waiting', 'rejected', 'expired']]);
  });

  it('is judged again when it is approved: what was held meanwhile ends it', async () => {
    const { lab, ids } = await lab2('paul');
    const { id } = await asked(lab, ids);
    await lab.lifecycle.hold(ids[3], { owner: 'paul', reason: 'audit' });
    expect(await lab.approvals.approve(id, 'paul', '')).toMatchObject({ state: 'failed', outcome: expect.stringContaining('held by paul') as string });
    expect(trashed(lab)).toBe(0);
  });

  it('is not carried out twice when the server ends in the middle', async () => {
    const { lab, ids } = await lab2('paul');
    const { id } = await asked(lab, ids);
    await lab.append({ kind: 'approval.decided', id, state: 'approved', decidedBy: 'paul', decidedMs: 0, comment: '' });
    lab.boot();
    await lab.approvals.tidy(true);
    expect([lab.approvals.get(id).state, trashed(lab)]).toEqual(['failed', 0]);
    expect(await refusal(lab.approvals.approve(id, 'paul', ''))).toContain('CONFLICT');
  });

  it('purges by hand, and not while the time is in doubt', async () => {
    const { lab, ids } = await lab2('paul');
    expect(await refusal(lab.actions.purgeSnapshots(ids.slice(0, 2), order))).toContain('not in the trash');
    await lab.actions.deleteSnapshots(ids.slice(0, 2), order);
    const { waits } = await lab.actions.purgeSnapshots(ids.slice(0, 2), order);
    lab.wallMs += DAY;
    expect(await lab.approvals.approve(waits!.id, 'paul', '')).toMatchObject({ state: 'failed' });
    lab.wallMs -= DAY;
    const again = await lab.actions.purgeSnapshots(ids.slice(0, 2), order);
    await lab.approvals.approve(again.waits!.id, 'paul', '');
    expect(lab.set.size).toBe(18);
  });

  it('deletes an office with its snapshots, which come back from the trash as its own', async () => {
    const { lab, ids } = await lab2('paul');
    const { waits } = await lab.actions.deleteOffice('lyon', order);
    await lab.approvals.approve(waits!.id, 'paul', '');
    expect([trashed(lab), lab.offices.has('lyon')]).toEqual([20, false]);
    await lab.lifecycle.restoreFromTrash(ids);
    expect(lab.set.listed('office-lyon')).toBe(20);
  });

  it('confirms the clock, unless that has changed meanwhile or the administrator’s own says otherwise', async () => {
    const { lab } = await lab2('paul');
    await lab.run(DAY);
    expect(await refusal(lab.actions.confirmClock(lab.wallMs, lab.wallMs, order))).toContain('not in doubt');
    lab.off(30 * DAY);
    lab.boot();
    expect(await refusal(lab.actions.confirmClock(lab.wallMs - 30 * DAY, lab.wallMs, order))).toContain('yours');
    const { waits } = await lab.actions.confirmClock(lab.wallMs, lab.wallMs, order);
    lab.wallMs += 365 * DAY;
    expect((await lab.approvals.approve(waits!.id, 'paul', '')).outcome).toContain('changed since');
    lab.wallMs -= 365 * DAY;
    const again = await lab.actions.confirmClock(lab.wallMs, lab.wallMs, order);
    await lab.run(2 * DAY);
    await lab.approvals.approve(again.waits!.id, 'paul', '');
    expect([lab.steady.now(), lab.steady.doubt()]).toEqual([lab.wallMs, '']);
  });
});
