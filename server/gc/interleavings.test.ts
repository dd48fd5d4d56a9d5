// G6 of the faults: backups, restores, removal of snapshots, compaction, lost lines and crashes beside garbage collection, in many orders. No live chunk goes, every snapshot reads
// whole, what was acknowledged stays while its session is open, and all garbage is gone within three cycles.
import { expect, test } from 'vitest';
import { interleave } from './testing/interleave.js';

const isLong = process.env['FARVAULT_FUZZ'] === 'long';
const only = process.env['FARVAULT_GC_SEED'];
const SCHEDULED = isLong ? 5_000 : 400;
const RANDOM = isLong ? 1_000 : 100;

test.skipIf(only !== undefined)(`${SCHEDULED} scheduled and ${RANDOM} random interleavings`, { timeout: isLong ? 1_200_000 : 60_000 }, async () => {
  for (let seed = 0; seed < SCHEDULED; seed++) await interleave(seed, 'scheduled');
  for (let seed = 0; seed < RANDOM; seed++) await interleave(seed, 'random');
});

test.runIf(only !== undefined)('the interleaving asked for', async () => {
  await expect(interleave(Number(only), process.env['FARVAULT_GC_POLICY'] === 'random' ? 'random' : 'scheduled')).resolves.toBeUndefined();
});
