// Keeps the figures true in the background, behind the journal: what is listed is counted, and nothing else. It compares the set of snapshots with those that are counted, so
// there is nothing that a crash could leave out or count twice; each start goes on where the last end left it.
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import type { ViewStore } from '../repository/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import { SnapshotCount } from './count-snapshot.js';
import { ExpiryEstimate, type Amount } from './expiry.js';
import type { Counted } from './layout.js';
import { Ledger } from './ledger.js';
import type { Sums } from './sums.js';

/** Others wait no longer than this. */
const TURN_MS = 8;
const RETRY_MS = 5 * 60_000;

export interface StatisticsDependencies {
  view: ViewStore;
  /** In the order of commits. */
  snapshots: { get(id: string): KeptSnapshot | undefined; all(): Iterable<KeptSnapshot> };
  readOne(id: Buffer): Promise<Buffer>;
  frameRatios(ids: Buffer): Promise<number[]>;
  clock: Clock;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

export class Statistics {
  readonly #ledger: Ledger;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #again = true;
  #isBehind = true;

  constructor(private readonly deps: StatisticsDependencies) {
    this.#ledger = new Ledger(deps);
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort(new FarvaultError('CANCELLED', 'backupd stops'));
    this.#wake();
    await this.#running;
  }

  /** The set of snapshots has changed. */
  changed(): void {
    this.#again = true;
    this.#isBehind = true;
    this.#wake();
  }

  /** Something is listed and not counted, or the other way round. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  get total(): Sums {
    return this.#ledger.total;
  }

  ofOffice(officeId: string): Sums | undefined {
    return this.#ledger.offices.get(officeId);
  }

  ofJob(jobId: string): Sums {
    return this.#ledger.jobSums(jobId);
  }

  /** What these take that nothing else that is listed has. */
  freedBy(ids: readonly string[], signal: AbortSignal): Promise<Amount> {
    return this.#estimate(signal).freed(ids.map((id) => this.#whole(id)));
  }

  uniqueOf(id: string, signal: AbortSignal): Promise<Amount> {
    return this.#estimate(signal).unique(this.#whole(id));
  }

  #whole(id: string): Counted {
    const counted = this.#ledger.counted.get(id);
    if (counted?.at === null) return counted;
    throw new FarvaultError('UNAVAILABLE', `snapshot ${id} is not counted yet`, { remedy: 'Figures follow commits within moments, and after an upgrade or a rebuild within hours: try again later.' });
  }

  #estimate(signal: AbortSignal): ExpiryEstimate {
    return new ExpiryEstimate({ ledger: this.#ledger, readOne: (id) => this.deps.readOne(id), pause: this.#pauses(signal) });
  }

  async #run(): Promise<void> {
    const { clock } = this.deps;
    const { signal } = this.#stop;
    let loaded = false;
    while (!signal.aborted) {
      try {
        if (!loaded) await this.#ledger.load();
        loaded = true;
        if (this.#again) await this.#catchUp();
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      } catch (error) {
        if (signal.aborted) return;
        this.#again = true;
        loaded = false;
        this.deps.log('warn', 'statistics cannot be kept up now; this is tried again', { reason: messageOf(error) });
        await clock.sleep(RETRY_MS, signal).catch(() => undefined);
      }
    }
  }

  async #catchUp(): Promise<void> {
    const { snapshots } = this.deps;
    this.#again = false;
    try {
      // What was cut off first: nothing else may meet it half counted.
      for (const [id, counted] of this.#ledger.counted) if (counted.at !== null) await this.#settle(id, counted);
      for (const [id, counted] of [...this.#ledger.counted]) if (!this.#isListed(id)) await this.#settle(id, counted);
      for (const snapshot of [...snapshots.all()]) if (snapshot.trash === null && !this.#ledger.counted.has(snapshot.id)) await this.#settle(snapshot.id, null);
    } catch (error) {
      if (!isFarvaultError(error) || !['MISSING', 'CORRUPT', 'FORMAT'].includes(error.code)) throw error;
      // What went cannot be taken out any more: its manifest is damaged, or was collected already.
      this.deps.log('warn', 'statistics are counted anew', { reason: error.message });
      await this.#ledger.clear(this.#pauses(this.#stop.signal));
      this.#again = true;
    }
    this.#isBehind = this.#again;
  }

  /** As the set of snapshots says now. */
  async #settle(id: string, counted: Counted | null): Promise<void> {
    const deps = { ledger: this.#ledger, readOne: (chunk: Buffer) => this.deps.readOne(chunk), pause: this.#pauses(this.#stop.signal) };
    if (!this.#isListed(id)) {
      if (counted !== null) await new SnapshotCount(deps, id, counted).down();
      return;
    }
    if (counted !== null) return new SnapshotCount(deps, id, counted).up(false);
    const { rootId, rootBytes, jobId, officeId } = this.deps.snapshots.get(id)!;
    await new SnapshotCount(deps, id, { holder: this.#ledger.holder({ jobId, officeId }), rootId, rootBytes, at: null }).up(true);
  }

  #isListed(id: string): boolean {
    return this.deps.snapshots.get(id)?.trash === null;
  }

  #pauses(signal: AbortSignal): () => Promise<void> {
    const { clock } = this.deps;
    let turnMs = clock.monotonic();
    return async () => {
      signal.throwIfAborted();
      if (clock.monotonic() - turnMs < TURN_MS) return;
      await new Promise((resolve) => setImmediate(resolve));
      turnMs = clock.monotonic();
    };
  }
}
