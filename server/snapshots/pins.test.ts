import { expect, test } from 'vitest';
import { Pins } from './pins.js';
import { SnapshotSet } from './snapshot-set.js';

test('a snapshot that is read is pinned until the last reader has ended, and stays a root when it is purged meanwhile', () => {
  const set = new SnapshotSet();
  const journal = (body: { kind: string; [field: string]: unknown }): void => set.apply({ number: 1, epoch: 1, timeMs: 0, body });
  journal({ kind: 'snapshot.committed', snapshot: { id: 'a', rootId: 'beef', counters: {} } });
  const pins = new Pins(set);
  const [one, two] = [pins.pin('a'), pins.pin('a')];
  one();
  one();
  journal({ kind: 'snapshots.purged', ids: ['a'] });
  expect(pins.isPinned('a')).toBe(true);
  expect([...pins.roots()]).toEqual([{ id: 'a', rootId: 'beef' }]);
  two();
  expect(pins.isPinned('a')).toBe(false);
  expect(() => pins.pin('a')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});
