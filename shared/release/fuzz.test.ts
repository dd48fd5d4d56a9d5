// Good metadata, damaged at random: whatever a server sends, the answer is a typed error, or what the signers meant. `FARVAULT_FUZZ=long` tries for longer.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMetadata } from './metadata.js';
import { ROLES, type Role } from './metadata-shape.js';
import { clockAt, MemoryStore, TestRepository } from './testing/repository.js';
import { TrustError } from './trust-error.js';
import { refreshTrust } from './trust.js';

const LONG = process.env.FARVAULT_FUZZ === 'long';
const RUNS = LONG ? 200_000 : 1500;

const repo = new TestRepository();
repo.publish('1.1.0', '1.2.0');
repo.rotate();
const NAMES: Record<Role, string> = { root: '2.root.json', targets: '1.targets.json', snapshot: '1.snapshot.json', timestamp: 'timestamp.json' };
/** What a hostile sender would rather write than noise. */
const WORDS = ['"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '1e9', '1e999', 'null', 'true', '""', '{}', '[]', '"__proto__"', '"signed":{}', '"version":1', '\u0000', '\ud800', '99999999999999999999'];

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const piece = fc.oneof(fc.constantFrom(...WORDS).map((word) => Buffer.from(word)), fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes)));
const change = fc.record({ kind: fc.constantFrom('flip', 'insert', 'replace', 'delete', 'repeat', 'cut'), at: place, span: fc.integer({ min: 1, max: 80 }), bit: fc.integer({ min: 0, max: 7 }), piece });
const changes = fc.array(change, { minLength: 1, maxLength: 4 });

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function damage(good: Buffer, { kind, at, span, bit, piece: word }: Change): Buffer {
  const from = Math.floor(at * good.length);
  const [before, after] = [good.subarray(0, from), good.subarray(from)];
  if (kind === 'cut') return before;
  if (kind === 'insert') return Buffer.concat([before, word, after]);
  if (kind === 'replace') return Buffer.concat([before, word, after.subarray(word.length)]);
  if (kind === 'delete') return Buffer.concat([before, after.subarray(span)]);
  if (kind === 'repeat') return Buffer.concat([before, after.subarray(0, span), after]);
  const flipped = Buffer.from(good);
  if (from < flipped.length) flipped[from] ^= 1 << bit;
  return flipped;
}

describe('damaged metadata', () => {
  it(
    'parses to what its bytes say, or is refused with a typed error',
    () => {
      const bytes = fc.tuple(fc.constantFrom(...ROLES), changes).map(([role, list]) => ({ role, bytes: list.reduce(damage, repo.file(NAMES[role])) }));
      fc.assert(
        fc.property(bytes, ({ role, bytes: damaged }) => {
          try {
            const read = parseMetadata(role, damaged, 'x');
            expect(read.version).toBeGreaterThanOrEqual(1);
            expect(Number.isFinite(read.expiresMs)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(TrustError);
          }
        }),
        { numRuns: RUNS },
      );
    },
    LONG ? 3_600_000 : 30_000,
  );

  it(
    'never changes what an agent may install from',
    async () => {
      const clock = clockAt(repo.nowMs);
      const store = (): MemoryStore => new MemoryStore(new Map([['root.json', repo.firstRoot]]));
      const good = await refreshTrust({ store: store(), source: repo.source, clock });
      const offers = fc.tuple(fc.constantFrom(...ROLES), changes).map(([role, list]) => repo.copy().set(NAMES[role], list.reduce(damage, repo.file(NAMES[role]))));
      await fc.assert(
        fc.asyncProperty(offers, async (offer) => {
          const kept = store();
          const outcome = await refreshTrust({ store: kept, source: (name) => Promise.resolve(offer.get(name) ?? null), clock }).catch((error: unknown) => error);
          if (outcome instanceof TrustError) expect(await refreshTrust({ store: kept, source: repo.source, clock })).toEqual(good);
          else expect(outcome).toEqual(good);
        }),
        { numRuns: RUNS / 15 },
      );
    },
    LONG ? 3_600_000 : 30_000,
  );
});
