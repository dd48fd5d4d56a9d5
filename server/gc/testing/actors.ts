// Who acts in the world: agents, readers, an administrator who removes snapshots, garbage collection, and chance, which cuts lines and ends processes.
import type { BackupReply } from '../../../shared/rpc/gen/farvault/v1/BackupReply.js';
import { Cycle } from '../cycle.js';
import { GROUPS, VARIANTS, treeOf, treeWithRoot, type TestChunk, type Tree } from './trees.js';
import { concatIds, digestOf, isOver, type AgentEnd, type Process, type World } from './world.js';

const OFFERED_AT_ONCE = 4;
const COMMITS = 3;
const CUT_CHANCE = 0.02;

export interface Agent {
  id: string;
  office: string;
  variants: number[];
  /** Backups still to do. */
  left: number;
  number: number;
  /** The run under way, over lost lines and crashes. */
  run: { id: string; tree: Tree; parent: Tree | null } | null;
}

export function agentNamed(id: string, office: string, world: World, left: number): Agent {
  return { id, office, variants: Array.from({ length: GROUPS }, () => world.scheduler.below(VARIANTS)), left, number: 0, run: null };
}

export async function agentLives(world: World, process: Process, agent: Agent): Promise<void> {
  const { scheduler, store } = world;
  while (agent.left > 0) {
    await process.turn(agent.id);
    const run = (agent.run ??= begin(world, process, agent));
    const end = process.connect(agent.office, agent.id);
    const over = await backUp(world, end, agent, run).catch((error: unknown) => {
      if (!isOver(error)) throw error;
      return scheduler.chance() < 0.3;
    });
    end.cut();
    // The server has died meanwhile: the next one goes on with the run.
    if (process.isDead) return;
    if (over) await store.appendJournal({ kind: 'run.ended', id: run.id });
    world.streamEnded(agent.id, over);
    if (!over) continue;
    agent.run = null;
    agent.left--;
  }
}

/** As the server tells it: what there was when the run was dispatched may be gone when it begins. */
function begin({ scheduler }: World, process: Process, agent: Agent): NonNullable<Agent['run']> {
  agent.variants[scheduler.below(GROUPS)] = scheduler.below(VARIANTS);
  const parentId = process.latestOf(`job of ${agent.id}`);
  const parent = parentId === null ? null : treeWithRoot(process.snapshots.get(parentId)!.rootId);
  return { id: `${agent.id}-${++agent.number}`, tree: treeOf(agent.variants), parent };
}

/** True: the run is over. */
async function backUp(world: World, end: AgentEnd, agent: Agent, { id, tree, parent }: NonNullable<Agent['run']>): Promise<boolean> {
  const line = new Line(world, end, agent.id);
  await line.send({ begin: { runId: id } });
  if ((await end.next()).begun?.snapshotId) return true;
  // What the parent has is not offered: the agent takes its word for it.
  const trusted = new Set(parent?.groups.map(({ manifest }) => manifest.hex));
  const chunks = [...tree.groups.filter(({ manifest }) => !trusted.has(manifest.hex)).flatMap(({ contents, manifest }) => [...contents, manifest]), tree.index, tree.root];
  for (let from = 0; from < chunks.length; from += OFFERED_AT_ONCE) await line.offer(chunks.slice(from, from + OFFERED_AT_ONCE));
  for (let round = 0; round < COMMITS; round++) {
    await line.send({ commit: { rootId: tree.root.id, rootBytes: tree.root.data.length, partial: false, counters: null } });
    const { result } = await end.next();
    if (result?.snapshotId) return true;
    await line.upload(missingOf(tree, result));
  }
  return true;
}

function missingOf(tree: Tree, result: BackupReply['result']): TestChunk[] {
  const missing = Buffer.from(result?.missing as Uint8Array);
  const own = [tree.root, tree.index, ...tree.groups.flatMap(({ manifest, contents }) => [manifest, ...contents])];
  return own.filter(({ id }, i) => own.findIndex((other) => other.id.equals(id)) === i && isIn(missing, id));
}

function isIn(ids: Buffer, id: Buffer): boolean {
  for (let at = 0; at < ids.length; at += 32) if (ids.compare(id, 0, 32, at, at + 32) === 0) return true;
  return false;
}

/** What an agent says on a stream; the line may be cut at any message. */
class Line {
  #offers = 0;
  #frames = 0;

  constructor(
    private readonly world: World,
    private readonly end: AgentEnd,
    private readonly agentId: string,
  ) {}

  async send(message: Parameters<AgentEnd['send']>[0]): Promise<void> {
    if (this.world.scheduler.cuts && this.world.scheduler.chance() < CUT_CHANCE) this.end.cut();
    await this.end.send(message);
  }

  async offer(chunks: TestChunk[]): Promise<void> {
    const seq = ++this.#offers;
    await this.send({ offer: { seq, ids: concatIds(chunks) } });
    const { answer } = await this.end.next();
    const states = answer!.states as Uint8Array;
    const wanted = chunks.filter((_, i) => states[i] === 0);
    const provable = chunks.filter((_, i) => states[i] === 2);
    if (provable.length > 0) {
      await this.send({ proof: { seq, digest: digestOf(answer!.challenge as Uint8Array, provable) } });
      if ((await this.end.next()).proofResult?.accepted !== true) wanted.push(...provable);
    }
    await this.upload(wanted);
  }

  async upload(chunks: TestChunk[]): Promise<void> {
    if (chunks.length === 0) return;
    const seq = ++this.#frames;
    const payload = Buffer.concat(chunks.map(({ data }) => data));
    this.world.sent(this.agentId, seq, chunks);
    await this.send({ frame: { seq, codec: 0, plainBytes: payload.length, ids: concatIds(chunks), lengths: chunks.map(({ data }) => data.length), payload } as unknown as Parameters<AgentEnd['send']>[0]['frame'] & object });
  }
}

/** Restores what it finds, whatever becomes of the snapshot meanwhile. */
export async function readerLives(world: World, process: Process, restores: number): Promise<void> {
  for (let i = 0; i < restores; i++) {
    await process.turn('reader');
    const all = [...process.snapshots.all()];
    if (all.length === 0) continue;
    const { id, rootId } = all[world.scheduler.below(all.length)];
    const unpin = process.pins.pin(id);
    try {
      const { root, index, groups } = treeWithRoot(rootId);
      const chunks = [root, index, ...groups.flatMap(({ manifest, contents }) => [manifest, ...contents])];
      let read = 0;
      for await (const chunk of process.reader.read(concatIds(chunks))) if (!chunk.equals(chunks[read++].data)) throw new Error(`snapshot ${id}: chunk ${read} is another`);
    } finally {
      unpin();
    }
  }
}

/** Snapshots go to the trash, come back, and go for good. */
export async function removerLives(world: World, process: Process, steps: number): Promise<void> {
  const { scheduler, store } = world;
  for (let i = 0; i < steps; i++) {
    await process.turn('remover');
    const all = [...process.snapshots.all()];
    if (all.length === 0) continue;
    const { id, trash } = all[scheduler.below(all.length)];
    if (trash === null) await store.appendJournal({ kind: 'snapshots.trashed', ids: [id], reason: 'test', sinceMs: 0, purgeMs: 0 });
    else if (scheduler.chance() < 0.1) await store.appendJournal({ kind: 'snapshots.restored', ids: [id] });
    else if (!process.sessions.isParent(id) && !process.pins.isPinned(id)) await store.appendJournal({ kind: 'snapshots.purged', ids: [id] });
  }
}

const unwatched = { progress: () => undefined, log: () => undefined };

/** One cycle, as the collector runs it. */
export async function collectOnce(process: Process, signal: AbortSignal): Promise<void> {
  const cycle = new Cycle(process.parts, unwatched);
  process.cycle = cycle;
  let swept = false;
  try {
    const { plan } = await cycle.plan(signal);
    swept = plan.drop.length + plan.compact.length > 0;
    if (swept) await cycle.collect(plan, signal);
  } finally {
    await cycle.end(swept && !signal.aborted, signal);
    process.cycle = null;
  }
}

/** Collects now and then until it is told to stop; some cycles are cancelled. */
export async function collectorLives(world: World, process: Process, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    const cancel = new AbortController();
    if (world.scheduler.chance() < 0.2) void cancelLater(world, process, cancel);
    try {
      await collectOnce(process, cancel.signal);
    } catch (error) {
      if (!cancel.signal.aborted) throw error;
    }
    for (let turns = world.scheduler.below(30); turns >= 0; turns--) await process.turn('collector');
  }
}

async function cancelLater({ scheduler }: World, process: Process, cancel: AbortController): Promise<void> {
  for (let turns = scheduler.below(60); turns > 0; turns--) await process.turn('canceller');
  cancel.abort(new Error('cancelled'));
}
