import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFarvaultError, type ErrorCode } from '../../shared/errors/errors.js';
import type { Hold } from '../snapshots/index.js';
import { DAY, HOUR, Lab } from './testing/lab.js';

const MARIA = { reason: 'test', by: 'administrator' } as const;
const RETENTION = { reason: 'expired', by: 'retention' } as const;
const TWO = { approval: 'a', askedBy: 'maria', approvedBy: 'paul' };
const SIGNAL = new AbortController().signal;

async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | 'done'> {
  return promise.then(() => 'done' as const, (error: unknown) => (isFarvaultError(error) ? error.code : 'INTERNAL'));
}

describe('the trash', () => {
  it('keeps for fourteen days, then all goes that nothing bars', async () => {
    const lab = new Lab();
    const [a, b, c] = await lab.commit(3);
    expect(await lab.lifecycle.trashSnapshots([a, b], MARIA)).toEqual({ done: [a, b], kept: [] });
    expect(lab.set.isListed(a)).toBe(false);
    await lab.run(13 * DAY);
    expect(await lab.lifecycle.restoreFromTrash([b, c])).toEqual([b]);
    expect(await lab.lifecycle.purgeDue(SIGNAL)).toBe(0);
    await lab.run(DAY);
    expect(await lab.lifecycle.purgeDue(SIGNAL)).toBe(1);
    expect([...lab.set.all()].map(({ id }) => id)).toEqual([b, c]);
  });

  it('keeps as long as was said when it was put there, whatever settings say later, and never for less than fourteen days', async () => {
    const lab = new Lab();
    const [a, b] = await lab.commit(2);
    lab.trashForMs = 60 * DAY;
    await lab.lifecycle.trashSnapshots([a], MARIA);
    lab.trashForMs = 0;
    await lab.lifecycle.trashSnapshots([a, b], MARIA);
    await lab.run(30 * DAY);
    expect([await lab.lifecycle.purgeDue(SIGNAL), lab.set.get(a)?.trash?.purgeMs]).toEqual([1, lab.wallMs + 30 * DAY]);
    lab.boot();
    await lab.run(30 * DAY);
    expect(await lab.lifecycle.purgeDue(SIGNAL)).toBe(1);
  });

  it.each([
    ['a hold', (lab: Lab, id: string) => lab.lifecycle.hold(id, { owner: 'maria', reason: 'audit' })],
    ['a lock', (lab: Lab) => lab.lifecycle.setLock({ scope: 'job', id: 'job-docs', name: 'docs', keepMs: 90 * DAY, untilMs: 0 }, 'maria')],
    ['an open session that compares with it', (lab: Lab, id: string) => Promise.resolve(lab.parents.add(id))],
    ['a reader', (lab: Lab, id: string) => Promise.resolve(lab.readers.add(id))],
    ['a clock in doubt', (lab: Lab) => Promise.resolve((lab.wallMs += 10 * 365 * DAY))],
  ])('is not emptied of what is barred by %s', async (_name, bar) => {
    const lab = new Lab();
    const [id] = await lab.commit(1);
    await lab.lifecycle.trashSnapshots([id], MARIA);
    await lab.run(20 * DAY);
    await bar(lab, id);
    expect(await lab.lifecycle.purgeDue(SIGNAL)).toBe(0);
    if (lab.steady.doubt() === '') expect((await lab.lifecycle.purge([id], TWO)).kept).toHaveLength(1);
  });

  it('takes from retention neither the last good snapshot of a job, nor a parent, nor anything while the time is in doubt', async () => {
    const lab = new Lab();
    const ids = await lab.commit(3);
    const [partial] = await lab.commit(1, { partial: true });
    lab.parents.add(ids[0]);
    const { done, kept } = await lab.lifecycle.trashSnapshots([...ids, partial], RETENTION);
    expect([done, kept.map(({ id }) => id)]).toEqual([[ids[1], partial], [ids[0], ids[2]]]);
    lab.parents.clear();
    lab.wallMs += 2 * HOUR;
    expect((await lab.lifecycle.trashSnapshots([ids[0]], RETENTION)).done).toEqual([]);
    expect((await lab.lifecycle.trashSnapshots(ids, MARIA)).done).toEqual([ids[0], ids[2]]);
  });
});

describe('holds', () => {
  it('are released by their owner, or by all rights, and the server’s own by nobody else', async () => {
    const lab = new Lab();
    const [id] = await lab.commit(1);
    const paul = { name: 'paul', allRights: false };
    await lab.lifecycle.hold(id, { owner: 'maria', reason: 'audit' });
    const tamper = await lab.lifecycle.hold(id, { owner: 'tamper', reason: 'looks like an attack' });
    expect(await codeOf(lab.lifecycle.release(id, '', paul))).toBe('NOT_FOUND');
    expect(await codeOf(lab.lifecycle.release(id, tamper.id, paul))).toBe('REFUSED');
    expect(await codeOf(lab.lifecycle.release(id, '', { name: 'tamper', allRights: false }))).toBe('NOT_FOUND');
    await lab.lifecycle.release(id, '', { name: 'maria', allRights: false });
    await lab.lifecycle.release(id, tamper.id, { name: 'paul', allRights: true });
    expect(lab.set.get(id)?.holds).toEqual([]);
  });

  it('end by the steady clock alone, have a reason, and are sixteen at most', async () => {
    const lab = new Lab();
    const [id] = await lab.commit(1);
    await lab.lifecycle.hold(id, { owner: 'maria', reason: 'audit', untilMs: lab.wallMs + 2 * DAY });
    lab.wallMs += 3 * DAY;
    expect((await lab.lifecycle.trashSnapshots([id], MARIA)).kept).toHaveLength(1);
    lab.wallMs -= 3 * DAY;
    await lab.run(2 * DAY);
    expect((await lab.lifecycle.trashSnapshots([id], MARIA)).done).toEqual([id]);
    expect(await codeOf(lab.lifecycle.hold(id, { owner: 'maria', reason: ' ' }))).toBe('USAGE');
    for (let i = 1; i < 16; i++) await lab.lifecycle.hold(id, { owner: 'maria', reason: `${i}` });
    expect(await codeOf(lab.lifecycle.hold(id, { owner: 'maria', reason: '16' }))).toBe('done');
    expect(await codeOf(lab.lifecycle.hold(id, { owner: 'maria', reason: 'one more' }))).toBe('NO_SPACE');
    expect(await codeOf(lab.lifecycle.hold(id, { owner: 'tamper', reason: 'looks like an attack' }))).toBe('done');
  });
});

describe('of changes at the same time', () => {
  type Step = { act: 'trash' | 'restore' | 'purge' | 'due' | 'hold' | 'release' | 'lock'; at: number };

  it('what is held or locked first is never purged, and who comes too late is told', async () => {
    const step = fc.record({ act: fc.constantFrom<Step['act']>('trash', 'restore', 'purge', 'due', 'hold', 'release', 'lock'), at: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), fc.infiniteStream(fc.nat(3)), async (steps, turns) => {
        const lab = new Lab();
        const ids = await lab.commit(3);
        await lab.lifecycle.trashSnapshots(ids, MARIA);
        await lab.run(15 * DAY);
        lab.turns = () => turns.next().value as number;
        const held: { id: string; hold: Hold }[] = [];
        const go = async ({ act, at }: Step): Promise<void> => {
          const id = ids[at];
          if (act === 'trash') await lab.lifecycle.trashSnapshots([id], MARIA);
          if (act === 'restore') await lab.lifecycle.restoreFromTrash([id]);
          if (act === 'purge') await lab.lifecycle.purge([id], TWO);
          if (act === 'due') await lab.lifecycle.purgeDue(SIGNAL);
          if (act === 'lock') await lab.lifecycle.setLock({ scope: 'job', id: 'job-docs', name: 'docs', keepMs: 90 * DAY, untilMs: 0 }, 'maria');
          if (act === 'hold') held.push({ id, hold: await lab.lifecycle.hold(id, { owner: 'maria', reason: 'audit' }) });
          if (act === 'release') await lab.lifecycle.release(id, '', { name: 'maria', allRights: false });
        };
        await Promise.all(steps.map((one) => go(one).catch((error: unknown) => expect(isFarvaultError(error, 'NOT_FOUND')).toBe(true))));
        // By the journal alone: whoever was told that it is held, holds it until it is released.
        const holds = new Map<string, Set<string>>();
        let locked = false;
        for (const { body } of lab.records) {
          const id = body['id'] as string;
          if (body.kind === 'snapshot.held') holds.set(id, (holds.get(id) ?? new Set()).add((body['hold'] as Hold).id));
          if (body.kind === 'snapshot.released') holds.get(id)?.delete(body['hold'] as string);
          if (body.kind === 'lock.set') locked = true;
          if (body.kind === 'snapshots.purged') expect(locked).toBe(false);
          if (body.kind === 'snapshots.purged') for (const gone of body['ids'] as string[]) expect(holds.get(gone)?.size ?? 0).toBe(0);
        }
        for (const { id, hold } of held) if (holds.get(id)?.has(hold.id) === true) expect(lab.set.get(id)?.holds.some((one) => one.id === hold.id)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
