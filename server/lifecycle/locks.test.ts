// T16 and F38: whoever holds an administrator's key, and whatever is done to the clock, what is locked stays.
import { describe, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { DAY, Lab, YEAR } from './testing/lab.js';

const OFFICE = { scope: 'office', id: 'office-lyon', name: 'lyon' } as const;
const TWO = { approval: 'a', askedBy: 'maria', approvedBy: 'paul' };
const SIGNAL = new AbortController().signal;

async function locked(): Promise<{ lab: Lab; ids: string[] }> {
  const lab = new Lab();
  await lab.user('maria');
  await lab.user('paul');
  const trashed = await lab.commit(2);
  await lab.lifecycle.trashSnapshots(trashed, { reason: 'test', by: 'administrator' });
  await lab.lifecycle.setLock({ ...OFFICE, keepMs: 90 * DAY, untilMs: lab.wallMs + YEAR }, 'maria');
  const ids = await lab.commit(20);
  await lab.run(DAY);
  return { lab, ids: [...trashed, ...ids] };
}

const order = { reason: 'attack', by: 'maria' };
const attempts: [string, (lab: Lab, ids: string[]) => Promise<unknown>][] = [
  ['deletes one', (lab, ids) => lab.actions.deleteSnapshots(ids.slice(2, 3), order)],
  ['deletes all', (lab, ids) => lab.actions.deleteSnapshots(ids, order)],
  ['purges what is in the trash', (lab, ids) => lab.actions.purgeSnapshots(ids.slice(0, 2), order)],
  ['deletes the office', (lab) => lab.actions.deleteOffice('lyon', order)],
  ['lets retention expire all', async (lab, ids) => (await lab.lifecycle.trashSnapshots(ids, { reason: 'expired', by: 'retention' })).done.length],
  ['purges with an approval that is older than the lock', async (lab, ids) => (await lab.lifecycle.purge(ids, TWO)).done.length],
  ['sets a shorter time', (lab) => lab.lifecycle.setLock({ ...OFFICE, keepMs: 30 * DAY, untilMs: 0 }, 'maria')],
  ['sets an earlier end', (lab) => lab.lifecycle.setLock({ ...OFFICE, keepMs: 90 * DAY, untilMs: lab.steady.now() + DAY }, 'maria')],
  ['sets an end that is no time', (lab) => lab.lifecycle.setLock({ ...OFFICE, keepMs: 90 * DAY, untilMs: NaN }, 'maria')],
  ['sets both to nothing', (lab) => lab.lifecycle.setLock({ ...OFFICE, keepMs: 0, untilMs: 0 }, 'maria')],
  ['deletes the office and makes it anew', async (lab, ids) => {
    lab.offices.delete('lyon');
    lab.offices.set('lyon', 'office-new');
    await lab.lifecycle.setLock({ scope: 'office', id: 'office-new', name: 'lyon', keepMs: DAY, untilMs: 0 }, 'maria');
    return (await lab.lifecycle.trashSnapshots(ids, { reason: 'test', by: 'administrator' })).done.length;
  }],
  ['journals a shorter lock', async (lab, ids) => {
    await lab.append({ kind: 'lock.set', lock: { ...OFFICE, keepMs: 1, untilMs: 1, by: 'x', setMs: 0 } });
    return (await lab.lifecycle.trashSnapshots(ids, { reason: 'test', by: 'administrator' })).done.length;
  }],
];

const tricks: [string, (lab: Lab) => Promise<void>][] = [
  ['nothing', () => Promise.resolve()],
  ['sets the clock ten years ahead', (lab) => Promise.resolve(void (lab.wallMs += 10 * YEAR))],
  ['sets the clock ten years ahead and restarts', (lab) => {
    lab.off(10 * YEAR);
    lab.boot();
    return Promise.resolve();
  }],
  ['sets the clock six days ahead and restarts, twenty times', async (lab) => {
    for (let i = 0; i < 20; i++) {
      lab.off(6 * DAY);
      lab.boot(i % 2 === 0 ? 'checkpoint' : 'replay');
      await lab.steady.mark();
    }
  }],
  ['goes to and fro', async (lab) => {
    for (let i = 0; i < 10; i++) {
      lab.wallMs += YEAR;
      await lab.run(DAY);
      lab.wallMs -= YEAR;
      lab.boot();
    }
  }],
];

describe('an administrator’s stolen key', () => {
  it.each(tricks.flatMap(([trick, play]) => attempts.map(([attempt, act]) => [attempt, trick, act, play] as const)))('%s, and with the clock: %s: nothing that is locked goes', async (_attempt, _trick, act, play) => {
    const { lab, ids } = await locked();
    await play(lab);
    const result = await act(lab, ids).catch((error: unknown) => {
      if (isFarvaultError(error)) return 0;
      throw error;
    });
    expect(result).toBe(0);
    await lab.run(2 * DAY);
    await lab.lifecycle.purgeDue(SIGNAL);
    lab.boot();
    for (const id of ids.slice(2)) expect(lab.set.isListed(id)).toBe(true);
    for (const id of ids.slice(0, 2)) expect(lab.set.get(id)).toBeDefined();
  });

  it('that sets the clock back for a backup does not make its lock end earlier', async () => {
    const lab = new Lab();
    await lab.lifecycle.setLock({ ...OFFICE, keepMs: 90 * DAY, untilMs: 0 }, 'maria');
    lab.wallMs -= 5 * YEAR;
    const [id] = await lab.commit(1);
    lab.wallMs += 5 * YEAR;
    await lab.run(89 * DAY);
    expect(lab.lifecycle.keptBy(lab.set.get(id)!)).toContain('locked until');
    await lab.run(2 * DAY);
    expect(lab.lifecycle.keptBy(lab.set.get(id)!)).toBeNull();
  });
});

describe('a lock', () => {
  it('can be raised, covers what is made before its end, and outlives restarts', async () => {
    const lab = new Lab();
    await lab.lifecycle.setLock({ ...OFFICE, keepMs: 10 * DAY, untilMs: lab.wallMs + 5 * DAY }, 'maria');
    const [before] = await lab.commit(1);
    await lab.run(6 * DAY);
    const [after] = await lab.commit(1);
    await lab.run(DAY);
    lab.boot('checkpoint');
    expect([lab.lifecycle.lockedUntil(lab.set.get(before)!) > lab.wallMs, lab.lifecycle.lockedUntil(lab.set.get(after)!)]).toEqual([true, 0]);
    await lab.lifecycle.setLock({ ...OFFICE, keepMs: 20 * DAY, untilMs: 0 }, 'paul');
    lab.boot();
    expect(lab.lifecycle.lockedUntil(lab.set.get(after)!)).toBeGreaterThan(lab.wallMs + 18 * DAY);
    expect(lab.locks.list()).toHaveLength(1);
  });

  it('of a job and its office: the longer counts', async () => {
    const lab = new Lab();
    const [id] = await lab.commit(1);
    await lab.lifecycle.setLock({ ...OFFICE, keepMs: 10 * DAY, untilMs: 0 }, 'maria');
    await lab.lifecycle.setLock({ scope: 'job', id: 'job-docs', name: 'docs', keepMs: 30 * DAY, untilMs: 0 }, 'maria');
    await lab.run(20 * DAY);
    expect(lab.lifecycle.keptBy(lab.set.get(id)!)).toContain('locked');
    await lab.run(11 * DAY);
    expect(lab.lifecycle.keptBy(lab.set.get(id)!)).toBeNull();
  });
});

it.each([-1, NaN, 253_402_300_800_000, 2 ** 53, 2 ** 63, Infinity])('no hold and no lock ends at a time that cannot be written: %d', async (untilMs) => {
  const lab = new Lab();
  const [id] = await lab.commit(1);
  await expect(lab.lifecycle.hold(id, { owner: 'maria', reason: 'audit', untilMs })).rejects.toMatchObject({ code: 'USAGE' });
  await expect(lab.lifecycle.setLock({ ...OFFICE, keepMs: DAY, untilMs }, 'maria')).rejects.toMatchObject({ code: 'USAGE' });
  expect([lab.set.get(id)?.holds, lab.locks.list()]).toEqual([[], []]);
});
