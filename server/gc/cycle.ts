// One garbage collection, from its beginning to its end (docs/gc.md has the argument why no live chunk goes). Nothing of it is kept over a restart: a cycle that was cut off has
// removed some packs that were garbage, and the next one begins anew.
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import type { Clock } from '../../shared/time/clock.js';
import type { PackKeeping, Wanted } from '../repository/index.js';
import type { OpenSession, SessionState, ToldHeld } from '../sessions/index.js';
import { FrameTally } from './frame-tally.js';
import { LiveSet } from './live-set.js';
import { Marker } from './mark.js';
import { Pace } from './pace.js';
import { dropsOnly, planCollection, worthALook, type GcPlan, type PlanInput } from './plan.js';
import { checkCatalog, rootsNow, type RootParts } from './roots.js';
import type { GcFigures, ManifestSource, Root } from './types.js';

const TAKEN_OVER_IDS = 4_096;

export interface CycleParts extends RootParts {
  packs: PackKeeping;
  reader: ManifestSource;
  sessions: Pick<SessionState, 'open'>;
  told: ToldHeld;
  /** For people: whose session it is. */
  nameOf(session: OpenSession['info']): string;
  /** The newest pack when this process began. */
  lastPackAtStart: number;
  /** Rights of offices to chunks that are gone are forgotten; `step` is awaited between small pieces of work. */
  forgetGrants(step: () => Promise<void>): Promise<void>;
  clock: Clock;
  random: (bytes: number) => Buffer;
}

export interface CycleProgress {
  phase: 'marking' | 'adding up' | 'waiting for commits' | 'collecting' | 'forgetting rights';
  done: number;
  total: number;
}

export interface CycleWatcher {
  progress(now: CycleProgress, figures?: GcFigures): void;
  log(level: 'info' | 'warn', message: string): void;
}

export class Cycle {
  readonly #live: LiveSet;
  readonly #pace: Pace;
  readonly #marker: Marker;
  readonly #roots: Root[];
  readonly #known: ReturnType<ToldHeld['known']>;
  /** Snapshots that were committed since the beginning, and not marked yet. */
  #committed: Root[] = [];
  #marked = 0;

  /** Begins: from here on it hears what streams are told, and the caller lets it hear of commits. No wait between that and the taking of the roots. */
  constructor(
    private readonly parts: CycleParts,
    private readonly watcher: CycleWatcher,
  ) {
    const { told, clock, random, reader } = parts;
    this.#live = new LiveSet(random);
    this.#pace = new Pace(clock, (nowMs) => told.quietMs(nowMs));
    this.#marker = new Marker({ reader, live: this.#live, pace: this.#pace, onMarked: () => this.#tell('marking', ++this.#marked, this.#roots.length) });
    told.listen((ids, at) => this.#live.add(ids, at));
    this.#known = told.known();
    this.#roots = rootsNow(parts);
  }

  committed(snapshot: Root): void {
    this.#committed.push({ id: snapshot.id, rootId: snapshot.rootId });
  }

  get liveBytes(): number {
    return this.#live.bytes;
  }

  /** Marks, adds up, and says what is to go. Changes nothing. */
  async plan(signal: AbortSignal): Promise<{ plan: GcPlan; drops: GcPlan }> {
    await this.parts.packs.checkPacks();
    await checkCatalog(this.parts);
    for (const known of this.#known) {
      for (const ids of known.slices(TAKEN_OVER_IDS)) {
        this.#live.addAll(ids);
        await this.#pace.step(signal);
      }
    }
    this.#tell('marking', 0, this.#roots.length);
    await this.#marker.mark(this.#roots, signal);
    await this.#markCommitted(signal);
    failpoint('gc.marked');
    // Before the places are gone through: a pack that begins meanwhile has none that were seen, and is not empty.
    const facts = this.parts.packs.packFacts();
    const tally = await this.#tally(signal);
    const input = (): PlanInput => ({ facts, tallies: tally.packs(), heldBy: this.#holders() });
    // What may be worth a rewrite is looked at more closely: its frames may hold more than the index knows of.
    for (const pack of worthALook(input())) {
      for (const { frameOffset, plainBytes } of await this.parts.packs.frameSizes(pack)) tally.size(pack, frameOffset, plainBytes);
      await this.#pace.step(signal);
    }
    const last = input();
    const plan = planCollection(last);
    return { plan, drops: dropsOnly(plan, last) };
  }

  /** Condemns what the plan says, waits for those who may have been told otherwise, and removes. What comes alive meanwhile stays. */
  async collect(plan: GcPlan, signal: AbortSignal): Promise<GcFigures> {
    const { packs, told } = this.parts;
    if (plan.seals !== null) await packs.sealOpenPack();
    while (this.#committed.length > 0) await this.#markCommitted(signal);
    // No wait from here until the packs are condemned.
    const condemned = new Set(this.#free([...plan.drop, ...plan.compact]));
    packs.setDoomed((ids, at, { pack }) => condemned.has(pack) && !this.#live.has(ids, at));
    failpoint('gc.condemned');
    this.#tell('waiting for commits', 0, 0);
    await told.settled();
    while (this.#committed.length > 0) await this.#markCommitted(signal);
    // An upload that was in flight may have gone into one of them before it was sealed.
    const free = this.#free([...condemned]);
    condemned.clear();
    for (const pack of free) condemned.add(pack);
    failpoint('gc.barrier');
    return this.#sweep(plan, free, signal);
  }

  /** To be called at the end, however it ended: what was condemned and stays is held again. */
  async end(swept: boolean, signal: AbortSignal): Promise<void> {
    this.parts.packs.setDoomed(null);
    this.parts.told.listen(null);
    if (!swept) return;
    this.#tell('forgetting rights', 0, 0);
    await this.parts.forgetGrants(() => this.#pace.step(signal));
  }

  async #sweep(plan: GcPlan, order: readonly number[], signal: AbortSignal): Promise<GcFigures> {
    const { packs, snapshots } = this.parts;
    const live = this.#live;
    const dropped = new Set(plan.drop);
    const wanted: Wanted = {
      get changes() {
        return live.size;
      },
      isLive: (ids, at) => live.has(ids, at),
      hasSnapshot: (id) => snapshots.get(id) !== undefined,
    };
    const figures: GcFigures = { ...plan.figures, bytesFreed: 0, bytesCopied: 0, packsDropped: 0, packsCompacted: 0 };
    for (const [done, pack] of order.entries()) {
      this.#tell('collecting', done, order.length, figures);
      await this.#pace.step(signal);
      try {
        const { copiedBytes, freedBytes } = await packs.compactPack(pack, wanted, signal, () => this.#pace.step(signal));
        figures.bytesFreed += freedBytes - copiedBytes;
        figures.bytesCopied += copiedBytes;
        if (dropped.has(pack)) figures.packsDropped++;
        else figures.packsCompacted++;
      } catch (error) {
        signal.throwIfAborted();
        // It stays, and all that is in it: a chunk that is wanted has been lost there, or a repair works on it.
        if (!isFarvaultError(error, 'CONFLICT')) throw sweepError(pack, error);
        this.watcher.log('warn', `pack ${pack} stays: ${messageOf(error)}`);
      }
      failpoint('gc.swept');
    }
    this.#tell('collecting', order.length, order.length, figures);
    // What was planned and did not go is dead still.
    figures.bytesWaste += Math.max(0, plan.figures.bytesFreed - figures.bytesFreed);
    return figures;
  }

  async #markCommitted(signal: AbortSignal): Promise<void> {
    const committed = this.#committed;
    this.#committed = [];
    await this.#marker.mark(committed, signal);
  }

  async #tally(signal: AbortSignal): Promise<FrameTally> {
    const tally = new FrameTally();
    let done = 0;
    for await (const { ids, places } of this.parts.packs.places(signal)) {
      for (const [i, place] of places.entries()) tally.add(place, this.#live.has(ids, i * 32));
      done += places.length;
      this.#tell('adding up', done, 0);
      await this.#pace.step(signal);
    }
    return tally;
  }

  #free(packs: readonly number[]): number[] {
    const heldBy = this.#holders();
    return packs.filter((pack) => heldBy(pack) === null);
  }

  /** Packs with chunks of open sessions stay: what was acknowledged to one is not sent again when it goes on. */
  #holders(): (pack: number) => string | null {
    const sessions = [...this.parts.sessions.open()].map(({ info, packs, tracked }) => ({ name: this.parts.nameOf(info), packs: packs.map(([first, last]) => ({ first, last })), tracked }));
    const { lastPackAtStart } = this.parts;
    return (pack) => {
      const holder = sessions.find(({ packs, tracked }) => (!tracked && pack <= lastPackAtStart) || packs.some(({ first, last }) => first <= pack && pack <= last));
      return holder?.name ?? null;
    };
  }

  #tell(phase: CycleProgress['phase'], done: number, total: number, figures?: GcFigures): void {
    this.watcher.progress({ phase, done, total }, figures);
  }
}

function sweepError(pack: number, cause: unknown): unknown {
  if (!isFarvaultError(cause)) return cause;
  return new FarvaultError(cause.code, `pack ${pack} could not be collected: ${cause.message}`, { cause, remedy: cause.remedy ?? 'Check the disk; the next collection tries it again.' });
}
