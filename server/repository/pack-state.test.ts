import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberSet } from './number-set.js';
import { PackState } from './pack-state.js';
import { SnapshotJudge } from './snapshot-judge.js';
import { noteReducer } from './test-kit.js';
import type { JournalBody, JournalRecord } from './types.js';

let number = 0;
const recordOf = (body: JournalBody): JournalRecord => ({ number: ++number, epoch: 1, timeMs: 0, body });
const range = (pack: number, to: number, chunks: number): JournalRecord => recordOf({ kind: 'pack.range', pack, from: 64, to, records: 1, chunks, plainBytes: chunks * 10, digest: '', sealed: true });
const removed = (pack: number, chunks: number, reason = 'collected'): JournalRecord => recordOf({ kind: 'pack.removed', pack, chunks, plainBytes: chunks * 10, reason });

it('takes a pack away with its sums, and remembers its number, through a checkpoint', () => {
  const state = new PackState();
  for (const record of [range(1, 1_000, 5), range(2, 2_000, 7), range(3, 3_000, 9), removed(3, 9), removed(1, 5)]) state.apply(record);
  const again = new PackState();
  again.load(JSON.parse(JSON.stringify(state.save())));
  for (const one of [state, again]) {
    expect([...one.packs]).toEqual([[2, { end: 2_000, sealed: true, held: { chunks: 7, plainBytes: 70 } }]]);
    expect([one.chunks, one.plainBytes, one.storedBytes, one.lastPack, one.open]).toEqual([7, 70, 2_000, 3, null]);
    expect([1, 2, 3].map((pack) => one.wasRemoved(pack))).toEqual([true, false, true]);
    expect(one.ranges.map(({ pack }) => pack)).toEqual([2]);
  }
});

it('a pack that was gone when the journal was made anew is no leftover when it comes back', () => {
  const state = new PackState();
  for (const record of [range(1, 1_000, 5), removed(1, 5, 'gone')]) state.apply(record);
  expect([state.packs.size, state.chunks, state.wasRemoved(1), state.lastPack]).toEqual([0, 0, false, 1]);
});

it('loads what version 0.1 saved, and knows what it does not know', () => {
  const state = new PackState();
  state.load({ packs: [[1, 1_000, true], [2, 500, false]], chunks: 12, plainBytes: 120, ranges: [], quarantined: [] });
  expect(state.packs.get(1)).toEqual({ end: 1_000, sealed: true, held: null });
  expect([state.lastPack, state.storedBytes, state.open]).toEqual([2, 1_500, { pack: 2, end: 500 }]);
  state.setHeld(1, { chunks: 7, plainBytes: 70 });
  state.apply(removed(1, 7));
  expect([state.chunks, state.plainBytes, state.storedBytes, state.lastPack]).toEqual([5, 50, 500, 2]);
});

it('forgets the damage in a pack that goes', () => {
  const state = new PackState();
  const damage = recordOf({ kind: 'chunk.quarantined', reason: '', pack: 1, frame: 64, ids: Buffer.alloc(32, 1).toString('base64') });
  for (const record of [range(1, 1_000, 5), range(11, 1_000, 5), damage, { ...damage, body: { ...damage.body, pack: 11 } }, removed(1, 5), damage]) state.apply(record);
  expect(state.quarantinedAt(1, 64)).toBeUndefined();
  expect(state.quarantinedAt(11, 64)?.size).toBe(1);
});

it('a set of numbers answers like any other', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 80 }), (numbers) => {
      const set = new NumberSet();
      for (const one of numbers) set.add(one);
      const again = new NumberSet();
      again.load(set.save());
      const all = Array.from({ length: 62 }, (_, i) => i);
      expect(all.filter((one) => again.has(one))).toEqual(all.filter((one) => numbers.includes(one)));
      const runs = again.save();
      for (let i = 1; i < runs.length; i++) expect(runs[i][0]).toBeGreaterThan(runs[i - 1][1] + 1);
    }),
    { numRuns: 100 },
  );
});

it('a rebuild commits again what the journal lost, once, and nothing that was purged', () => {
  const keeper = { ...noteReducer(), name: 'set', snapshotsIn: (saved: unknown) => new Set(saved as string[]) };
  const packs = new PackState();
  for (const record of [range(1, 1_000, 5)]) packs.apply(record);
  const position = { number: 50, chain: Buffer.alloc(32) };
  const records = [recordOf({ kind: 'snapshot.committed', snapshot: { id: 'in-run' } }), recordOf({ kind: 'snapshots.purged', ids: ['purged-in-run'] })];
  const run = [{ start: position, position, records, chains: [], wholeBytes: 0, totalBytes: 0 }];
  const checkpoint = { position, config: {} as never, states: { set: ['listed', 'purged-in-run'], packs: packs.save() } };
  const judge = new SnapshotJudge(run, checkpoint, [keeper]);
  const asked = (id: string, pack = 1, offset = 100): boolean => judge.isLost(id, { pack, offset });
  expect([asked('in-run'), asked('purged-in-run'), asked('listed'), asked('listed'), asked('purged-before'), asked('later', 1, 1_000), asked('later still', 2)]).toEqual([false, false, true, false, false, true, true]);
  expect(new SnapshotJudge([], null, [keeper]).isLost('any', { pack: 1, offset: 100 })).toBe(true);
});
