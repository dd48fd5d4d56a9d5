// Reads all packs again and again, slowly: a few MiB, a pause, the next. What it finds it marks, so that the next backup heals it, and says in the server's log.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { budgetOf } from './budget.js';
import { Findings } from './findings.js';
import { PackCheck } from './pack-check.js';
import type { Scanner } from './scan-thread.js';
import type { VerificationParts } from './types.js';
import type { VerifiedPacks } from './verified-packs.js';

const PART_BYTES = 4 << 20;
const AFTER_START_MS = 60_000;
const TICK_MS = 10_000;
/** A start with many packs that were never verified goes on after the minute; the first daily look at the structure comes later. */
const STRUCTURE_AFTER_START_MS = 60 * 60_000;
const STRUCTURE_EVERY_MS = 24 * 60 * 60_000;
const STRUCTURE_AT_LATEST_MS = 36 * 60 * 60_000;
const FLUSH_EVERY_MS = 60 * 60_000;
/** Missed ticks are not made up for beyond this much at once. */
const MOST_SAVED_BYTES = 64 << 20;

export interface BackgroundParts extends VerificationParts {
  verified: VerifiedPacks;
  /** Backups or restores go on. */
  busy: () => boolean;
  /** Another verification, or a repair, goes on. */
  verifying: () => boolean;
  lookAtDamage: (signal: AbortSignal) => Promise<void>;
  /** Resolves when it is over. */
  checkStructure: () => Promise<void>;
  say: (level: 'warn' | 'error', message: string, details?: object) => void;
}

/** The pack that is being read. */
interface Current {
  pack: number;
  bytes: number;
  from: number;
  beganMs: number;
  check: PackCheck;
}

export class Background {
  #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  readonly #thread: Scanner;
  #current: Current | null = null;
  #bytesPerSecond = 0;

  constructor(private readonly parts: BackgroundParts) {
    this.#thread = parts.scanner();
  }

  get bytesPerSecond(): number {
    return this.#bytesPerSecond;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await this.#thread.close();
    await this.parts.verified.flush();
  }

  async #run(): Promise<void> {
    const { clock, verified } = this.parts;
    const { signal } = this.#stop;
    const startedMs = clock.monotonic();
    let flushedMs = startedMs;
    let lastMs = startedMs;
    let saved = 0;
    await clock.sleep(AFTER_START_MS, signal).catch(() => undefined);
    while (!signal.aborted) {
      const nowMs = clock.monotonic();
      try {
        saved = Math.min(saved + (this.#bytesPerSecond * (nowMs - lastMs)) / 1000, Math.max(MOST_SAVED_BYTES, PART_BYTES));
        lastMs = nowMs;
        await this.parts.lookAtDamage(signal);
        saved = await this.#readFor(saved);
        await this.#structureDue(nowMs - startedMs);
        if (nowMs - flushedMs > FLUSH_EVERY_MS) {
          await verified.flush();
          flushedMs = nowMs;
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#current = null;
        this.parts.say('error', 'reading stored data again failed', { error });
      }
      await clock.sleep(TICK_MS, signal).catch(() => undefined);
    }
  }

  /** Gives what is left of `saved`. */
  async #readFor(saved: number): Promise<number> {
    let left = saved;
    for (;;) {
      const { verified, clock, busy, verifying } = this.parts;
      const budget = budgetOf(verified.readable(clock.now()), clock.now(), busy());
      this.#bytesPerSecond = budget.bytesPerSecond;
      if (budget.next === null || verifying() || left < PART_BYTES) return left;
      this.#current ??= this.#begin(budget.next);
      if (this.#current === null) return left;
      left -= await this.#part(this.#current);
      this.#stop.signal.throwIfAborted();
    }
  }

  #begin({ pack, from }: { pack: number; from: number }): Current | null {
    const { repository, state, clock, say } = this.parts;
    const facts = repository.packFacts().find((one) => one.pack === pack);
    // It went since.
    if (facts === undefined) {
      state.complete(repository.packFacts(), clock.now());
      return null;
    }
    const findings = new Findings((line) => say('error', `verification: ${line}`));
    return { pack, bytes: facts.bytes, from, beganMs: clock.now(), check: new PackCheck(this.parts, this.#thread, facts, findings, from) };
  }

  async #part(current: Current): Promise<number> {
    const { verified } = this.parts;
    const before = current.check.result.bytes;
    const done = await current.check.advance(PART_BYTES, () => undefined, this.#stop.signal);
    if (done) {
      this.#current = null;
      // Of a pack that grows, the bytes before were read longer ago.
      const beganMs = current.from === 0 ? current.beganMs : (verified.of(current.pack)?.verifiedMs ?? current.beganMs);
      if (current.from + current.check.result.bytes >= current.bytes) verified.note(current.pack, current.bytes, beganMs);
      else verified.putOff(current.pack, this.parts.clock.now());
    }
    return Math.max(PART_BYTES, current.check.result.bytes - before);
  }

  async #structureDue(upMs: number): Promise<void> {
    const { state, clock, busy, verifying, checkStructure } = this.parts;
    const ageMs = clock.now() - state.structureMs;
    if (upMs < STRUCTURE_AFTER_START_MS || ageMs < STRUCTURE_EVERY_MS || verifying() || (busy() && ageMs < STRUCTURE_AT_LATEST_MS)) return;
    await checkStructure().catch((error: unknown) => {
      if (!isFarvaultError(error, 'CONFLICT')) throw error;
    });
  }
}
