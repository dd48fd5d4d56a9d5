// One interleaving by its seed, from an empty server to the end, with everything looked at that must hold. A failure names the seed and says how to play it again.
import { FrameTally } from '../frame-tally.js';
import { planCollection } from '../plan.js';
import { agentLives, agentNamed, collectOnce, collectorLives, readerLives, removerLives } from './actors.js';
import { Scheduler, type Policy } from './scheduler.js';
import { treeWithRoot } from './trees.js';
import { World } from './world.js';

const MAX_STEPS = 60_000;
const BACKUPS = 2;
const RESTORES = 2;
const REMOVALS = 10;
const CRASH_CHANCE = 0.3;
const CYCLES = 3;

export async function interleave(seed: number, policy: Policy): Promise<void> {
  try {
    await play(new Scheduler(seed, policy));
  } catch (error) {
    throw new Error(`${policy} interleaving ${seed}: ${error instanceof Error ? error.message : String(error)}\nagain: FARVAULT_GC_SEED=${seed} FARVAULT_GC_POLICY=${policy} npx vitest run server/gc/interleavings.test.ts`, { cause: error });
  }
}

async function play(scheduler: Scheduler): Promise<void> {
  const world = new World(scheduler);
  const agents = [agentNamed('a', 'one', world, BACKUPS), agentNamed('b', 'one', world, BACKUPS), agentNamed('c', 'two', world, BACKUPS)];
  const failures: unknown[] = [];
  let busy = 0;
  let crashes = scheduler.chance() < CRASH_CHANCE ? 1 : 0;
  const crashAt = scheduler.below(300);
  const live = (): void => {
    const { process } = world;
    const isCurrent = (): boolean => world.process === process;
    const act = (work: Promise<void>, counts = true): void => {
      if (counts) busy++;
      work.catch((error: unknown) => failures.push(error)).finally(() => (busy -= counts && isCurrent() ? 1 : 0));
    };
    for (const agent of agents) act(agentLives(world, process, agent));
    act(readerLives(world, process, RESTORES));
    act(removerLives(world, process, REMOVALS));
    act(collectorLives(world, process, () => isCurrent() && busy > 1));
  };
  live();
  const done = (): boolean => {
    if (failures.length > 0) return true;
    if (crashes === 0 || scheduler.steps < crashAt) return busy === 0;
    crashes = 0;
    busy = 0;
    world.crash();
    live();
    return false;
  };
  await scheduler.run(done, MAX_STEPS);
  if (failures.length > 0) throw failures[0];
  world.checkSnapshots();
  await collectAll(world);
  world.checkSnapshots();
  checkNoGarbage(world);
}

async function collectAll(world: World): Promise<void> {
  let left = CYCLES;
  let failure: Error | null = null;
  const cycles = (async () => {
    for (; left > 0; left--) await collectOnce(world.process, new AbortController().signal);
  })().catch((error: unknown) => (failure = error as Error));
  await world.scheduler.run(() => left === 0 || failure !== null, MAX_STEPS);
  await cycles;
  if (failure !== null) throw failure as Error;
}

/** By its own account of what is live. */
function checkNoGarbage({ store, process }: World): void {
  const live = new Set([...process.snapshots.all()].flatMap(({ rootId }) => treeWithRoot(rootId).all));
  const tally = new FrameTally();
  for (const [id, place] of store.index) tally.add(place, live.has(id));
  for (const [pack, { frames }] of store.packs) for (const { frameOffset, plainBytes } of frames) tally.size(pack, frameOffset, plainBytes);
  const tallies = tally.packs();
  const { drop, compact, figures } = planCollection({ facts: store.packFacts(), tallies, heldBy: () => null });
  if (drop.length + compact.length > 0) throw new Error(`after ${CYCLES} cycles ${drop.length} packs hold nothing live, ${compact.length} are worth a rewrite: ${figures.bytesFreed} bytes`);
}
