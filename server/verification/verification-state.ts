// What was read again, and when, as it follows from the journal: of each pack how far and since when, and since when it holds bytes that nobody has read back;
// where chunks were found damaged, with the reason. What is lost of it (an old checkpoint) is verified again.
import type { JournalRecord, StateReducer } from '../repository/index.js';

/** Times are the server's clock, ms; 0: never. */
export interface PackCoverage {
  /** Durable bytes. */
  end: number;
  /** Bytes from the start that were verified; and when that began, of the oldest of them. */
  verifiedTo: number;
  verifiedMs: number;
  /** Since when there are bytes behind `verifiedTo`; 0: there are none. */
  newSinceMs: number;
}

export interface DamageNote {
  reason: string;
  foundMs: number;
}

/** Body of `packs.verified`. */
export interface PacksVerified {
  packs: [pack: number, bytes: number, timeMs: number][];
  /** When a verification of all structure, or of all data, was through. 0: not told. */
  structureMs: number;
  dataMs: number;
}

interface Saved {
  packs: [pack: number, end: number, verifiedTo: number, verifiedMs: number, newSinceMs: number][];
  damage: [string, string, number][];
  structureMs: number;
  dataMs: number;
}

export class VerificationState implements StateReducer {
  readonly name = 'verification';
  readonly mayBeAbsent = true as const;
  readonly packs = new Map<number, Readonly<PackCoverage>>();
  /** "pack:frame" */
  readonly #damage = new Map<string, DamageNote>();
  structureMs = 0;
  dataMs = 0;

  apply({ body, timeMs }: JournalRecord): void {
    switch (body.kind) {
      case 'pack.range': {
        const { pack, to } = body as unknown as { pack: number; to: number };
        const coverage = this.packs.get(pack) ?? { end: 0, verifiedTo: 0, verifiedMs: 0, newSinceMs: 0 };
        this.packs.set(pack, { ...coverage, end: to, newSinceMs: coverage.newSinceMs === 0 ? timeMs : coverage.newSinceMs });
        return;
      }
      case 'pack.removed':
        this.#removed(body['pack'] as number);
        return;
      case 'packs.verified':
        this.#verified(body as unknown as PacksVerified);
        return;
      case 'chunk.quarantined':
        this.#damage.set(placeKey(body['pack'] as number, body['frame'] as number), { reason: String(body['reason']), foundMs: timeMs });
        return;
      case 'frame.found':
        this.#damage.delete(placeKey(body['pack'] as number, body['frame'] as number));
        return;
      default:
    }
  }

  /** Of a frame in which chunks were found damaged. */
  damageAt(pack: number, frameOffset: number): DamageNote | undefined {
    return this.#damage.get(placeKey(pack, frameOffset));
  }

  /** Packs that are older than this state, as if they had come now. */
  complete(packs: readonly { pack: number; bytes: number }[], nowMs: number): void {
    const there = new Set(packs.map(({ pack }) => pack));
    for (const { pack, bytes } of packs) if (!this.packs.has(pack)) this.packs.set(pack, { end: bytes, verifiedTo: 0, verifiedMs: 0, newSinceMs: nowMs });
    for (const pack of this.packs.keys()) if (!there.has(pack)) this.packs.delete(pack);
  }

  save(): Saved {
    return {
      packs: [...this.packs].map(([pack, { end, verifiedTo, verifiedMs, newSinceMs }]) => [pack, end, verifiedTo, verifiedMs, newSinceMs]),
      damage: [...this.#damage].map(([place, { reason, foundMs }]) => [place, reason, foundMs]),
      structureMs: this.structureMs,
      dataMs: this.dataMs,
    };
  }

  load(saved: unknown): void {
    const { packs, damage, structureMs, dataMs } = saved as Saved;
    for (const [pack, end, verifiedTo, verifiedMs, newSinceMs] of packs) this.packs.set(pack, { end, verifiedTo, verifiedMs, newSinceMs });
    for (const [place, reason, foundMs] of damage) this.#damage.set(place, { reason, foundMs });
    [this.structureMs, this.dataMs] = [structureMs, dataMs];
  }

  #verified({ packs, structureMs, dataMs }: PacksVerified): void {
    for (const [pack, bytes, timeMs] of packs) {
      const before = this.packs.get(pack);
      if (before === undefined) continue;
      this.packs.set(pack, verifiedUpTo(before, bytes, timeMs));
    }
    if (structureMs > 0) this.structureMs = structureMs;
    if (dataMs > 0) this.dataMs = dataMs;
  }

  #removed(pack: number): void {
    this.packs.delete(pack);
    for (const place of this.#damage.keys()) if (place.startsWith(`${pack}:`)) this.#damage.delete(place);
  }
}

/** Once the pack was read up to `bytes`, begun at `timeMs`. */
export function verifiedUpTo(before: PackCoverage, bytes: number, timeMs: number): PackCoverage {
  const verifiedTo = Math.max(bytes, before.verifiedTo);
  // What came while it was read came after that had begun.
  return { end: before.end, verifiedTo, verifiedMs: timeMs, newSinceMs: verifiedTo >= before.end ? 0 : Math.max(before.newSinceMs, timeMs) };
}

function placeKey(pack: number, frameOffset: number): string {
  return `${pack}:${frameOffset}`;
}
