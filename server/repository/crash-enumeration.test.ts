import { expect, it } from 'vitest';
import { enumerateCrashes } from './crash-enumeration.js';

/** A small generator (mulberry32), so that a failure can be run again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

it('keeps what was acknowledged through a loss of power at any point', async () => {
  const { states, faults } = await enumerateCrashes({ step: 5, randomPerPoint: 0, random: seeded(1), depth: 0, maxStates: 30_000, maxFaults: 10 });
  expect(faults).toEqual([]);
  expect(states).toBeGreaterThan(180);
}, 60_000);

it('keeps what is wanted through a loss of power at any point of a compaction', async () => {
  const { states, faults } = await enumerateCrashes({ workload: 'removing', step: 11, journalLostEvery: 12, randomPerPoint: 0, random: seeded(4), depth: 0, maxStates: 30_000, maxFaults: 10 });
  expect(faults).toEqual([]);
  expect(states).toBeGreaterThan(60);
}, 60_000);

it.runIf(process.env['FARVAULT_FAULT'] === 'long').each(['writing', 'removing'] as const)(
  'keeps it in every state that a loss of power may leave: %s',
  async (workload) => {
    const { states, faults } = await enumerateCrashes({ workload, step: 1, randomPerPoint: 60, journalLostEvery: 50, random: seeded(Number(process.env['FARVAULT_SEED'] ?? 1)), depth: 2, maxStates: 60_000, maxFaults: 10 });
    console.log(`crash enumeration, ${workload}: ${states} states`);
    expect(faults).toEqual([]);
    expect(states).toBeGreaterThan(50_000);
  },
  30 * 60_000,
);

it('keeps it through a loss of power during the recovery from one', async () => {
  const { faults } = await enumerateCrashes({ step: 17, randomPerPoint: 1, random: seeded(2), depth: 1, maxStates: 200, maxFaults: 10 });
  expect(faults).toEqual([]);
}, 60_000);

it.each(['.fvp', '.fvj', '/packs', '/journal'])('would notice a flush of %s that is left out', async (suffix) => {
  const { faults } = await enumerateCrashes({ step: 3, randomPerPoint: 0, random: seeded(3), depth: 0, maxStates: 2_000, maxFaults: 1, skipSync: (file) => file.endsWith(suffix) });
  expect(faults.length).toBeGreaterThan(0);
}, 60_000);
