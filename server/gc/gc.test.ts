// Sequences that have cost other systems data, step by step, and what ends a collection with nothing changed.
import { expect, test } from 'vitest';
import { agentLives, agentNamed, collectOnce, type Agent } from './testing/actors.js';
import { Scheduler } from './testing/scheduler.js';
import { treeOf, treeWithRoot } from './testing/trees.js';
import { World, concatIds } from './testing/world.js';

const { signal } = new AbortController();

async function drive<T>(world: World, work: Promise<T>): Promise<T> {
  let over = false;
  const ended = work.finally(() => (over = true));
  ended.catch(() => undefined);
  await world.scheduler.run(() => over, 20_000);
  return ended;
}

/** A world in which agent a has backed up once, and no line is ever cut. */
async function backedUp(): Promise<{ world: World; agent: Agent }> {
  const world = new World(new Scheduler(1, 'random'));
  world.scheduler.cuts = false;
  const agent = agentNamed('a', 'one', world, 1);
  await drive(world, agentLives(world, world.process, agent));
  return { world, agent };
}

async function purgeAll(world: World): Promise<void> {
  const ids = [...world.process.snapshots.all()].map(({ id }) => id);
  await drive(world, world.store.appendJournal({ kind: 'snapshots.purged', ids }));
}

test('PSA-2025-00019-1: a chunk that a stream was told to be held before the marking stays, however long the commit takes', async () => {
  const { world, agent } = await backedUp();
  const tree = treeOf(agent.variants);
  const end = world.process.connect('one', 'a');
  await drive(world, end.send({ begin: { runId: 'a-late' } }));
  await drive(world, end.next());
  const [group] = tree.groups;
  const chunks = [...group.contents, group.manifest];
  await drive(world, end.send({ offer: { seq: 1, ids: concatIds(chunks) } }));
  const { answer } = await drive(world, end.next());
  expect([...(answer!.states as Uint8Array)]).toEqual(chunks.map(() => 1));
  await purgeAll(world);
  for (let i = 0; i < 3; i++) await drive(world, collectOnce(world.process, signal));
  for (const { hex } of chunks) expect(world.store.index.has(hex)).toBe(true);
  // What nobody was told of has gone.
  expect(world.store.index.has(tree.root.hex)).toBe(false);
});

test('Borg #9748: an agent that takes for held what is gone gets the list at its commit, and sends it', async () => {
  const { world, agent } = await backedUp();
  const stale = treeWithRoot([...world.process.snapshots.all()][0].rootId);
  await purgeAll(world);
  await drive(world, collectOnce(world.process, signal));
  // It goes by a parent that is gone, and offers nothing that the parent has.
  Object.assign(agent, { left: 1, run: { id: 'a-stale', tree: stale, parent: stale } });
  await drive(world, agentLives(world, world.process, agent));
  expect(world.process.snapshots.size).toBe(1);
  world.checkSnapshots();
});

test('a parent that is purged while its session opens is not relied upon: the manifest is checked in full', async () => {
  const { world, agent } = await backedUp();
  const [parent] = world.process.snapshots.all();
  const tree = treeWithRoot(parent.rootId);
  await purgeAll(world);
  // The purge came before the opening in the journal; the agent was told of the parent before both.
  await drive(world, world.store.appendJournal({ kind: 'session.opened', session: { id: 's', officeId: 'one', agentId: 'a', runId: 'a-raced', jobId: 'job of a', parentId: parent.id }, tracked: true }));
  await drive(world, collectOnce(world.process, signal));
  Object.assign(agent, { left: 1, run: { id: 'a-raced', tree, parent: tree } });
  await drive(world, agentLives(world, world.process, agent));
  expect(world.process.snapshots.size).toBe(1);
  world.checkSnapshots();
});

test('an unreadable manifest, and a catalog that is short, end it with nothing changed', async () => {
  const { world, agent } = await backedUp();
  Object.assign(agent, { left: 1, variants: agent.variants.map((variant) => (variant + 1) % 4) });
  await drive(world, agentLives(world, world.process, agent));
  const [first] = world.process.snapshots.all();
  await drive(world, world.store.appendJournal({ kind: 'snapshots.purged', ids: [first.id] }));
  const [left] = world.process.snapshots.all();
  const before = [...world.store.packs.keys()];
  for (const pack of before) world.store.broken.add(pack);
  world.restartReaders();
  await expect(drive(world, collectOnce(world.process, signal))).rejects.toThrow(`the manifest of snapshot ${left.id} cannot be read`);
  world.store.broken.clear();
  const { parts } = world.process;
  Object.assign(parts, { catalog: { ...parts.catalog, ids: async function* () { await Promise.resolve(); } } });
  await expect(drive(world, collectOnce(world.process, signal))).rejects.toThrow(`it does not hold snapshot ${left.id}`);
  expect([...world.store.packs.keys()]).toEqual(before);
});
