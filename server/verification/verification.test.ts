import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { compressSync } from 'lz4-napi';
import { describe, expect, it } from 'vitest';
import { unlz4Part } from '../../shared/codec/lz4-part.js';
import { frameOf, openTest, tempDirectory } from '../repository/test-kit.js';
import { budgetOf, coverageOf } from './budget.js';
import { Findings } from './findings.js';
import { PackCheck } from './pack-check.js';
import { ScanThread } from './scan-thread.js';
import { VerificationState, type PackCoverage } from './verification-state.js';
import { VerifiedPacks } from './verified-packs.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NOW = 1_000 * DAY;
const MIB = 1 << 20;

const verified = (bytes: number, daysAgo: number): PackCoverage => ({ end: bytes, verifiedTo: bytes, verifiedMs: NOW - daysAgo * DAY, newSinceMs: 0 });
const fresh = (bytes: number, hoursAgo: number): PackCoverage => ({ end: bytes, verifiedTo: 0, verifiedMs: 0, newSinceMs: NOW - hoursAgo * HOUR });

describe('the budget', () => {
  it('reads new data first, the oldest of it, and then what was read longest ago', () => {
    const packs: [number, PackCoverage][] = [[1, verified(MIB, 3)], [2, verified(MIB, 9)], [3, fresh(MIB, 1)], [4, fresh(MIB, 5)]];
    expect(budgetOf(packs, NOW, false).next).toEqual({ pack: 4, from: 0 });
    expect(budgetOf(packs.slice(0, 3), NOW, false).next).toEqual({ pack: 3, from: 0 });
    expect(budgetOf(packs.slice(0, 2), NOW, false).next).toEqual({ pack: 2, from: 0 });
    expect(budgetOf([[7, { end: 9 * MIB, verifiedTo: 4 * MIB, verifiedMs: NOW - DAY, newSinceMs: NOW - HOUR }]], NOW, false).next).toEqual({ pack: 7, from: 4 * MIB });
  });

  it('leaves the disk to backups, until reading has become late', () => {
    expect(budgetOf([[1, verified(MIB, 20)], [2, fresh(MIB, 2)]], NOW, true)).toEqual({ bytesPerSecond: 0, next: null });
    expect(budgetOf([[2, fresh(MIB, 19)]], NOW, true).next).toEqual({ pack: 2, from: 0 });
    expect(budgetOf([[1, verified(MIB, 28)]], NOW, true).next).toEqual({ pack: 1, from: 0 });
  });

  it('reads all within 30 days and new data within one, day after day, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 45, maxLength: 45 }), (daily) => {
        const packs = new Map<number, PackCoverage>();
        let nowMs = NOW;
        let saved = 0;
        for (const count of daily) {
          for (let i = 0; i < count; i++) packs.set(packs.size + 1, { end: 256 * MIB, verifiedTo: 0, verifiedMs: 0, newSinceMs: nowMs });
          for (let hour = 0; hour < 24; hour++, nowMs += HOUR) {
            // Backups take ten hours of each day.
            const busy = hour < 10;
            saved = Math.min(saved, 64 * MIB) + (budgetOf(packs, nowMs, busy).bytesPerSecond * HOUR) / 1000;
            for (let next = budgetOf(packs, nowMs, busy).next; next !== null && saved >= 256 * MIB; next = budgetOf(packs, nowMs, busy).next) {
              packs.set(next.pack, { end: 256 * MIB, verifiedTo: 256 * MIB, verifiedMs: nowMs, newSinceMs: 0 });
              saved -= 256 * MIB;
            }
          }
          expect(coverageOf(packs, nowMs).bytesOverdue).toBe(0);
        }
      }),
      { numRuns: 2 },
    );
  });
});

describe('what was verified', () => {
  const record = (body: { kind: string; [field: string]: unknown }, timeMs: number): Parameters<VerificationState['apply']>[0] => ({ number: 1, epoch: 1, timeMs, body });

  it('follows from the journal: what comes while a pack is read is new still', () => {
    const state = new VerificationState();
    state.apply(record({ kind: 'pack.range', pack: 1, from: 0, to: 100 }, 10));
    state.apply(record({ kind: 'pack.range', pack: 1, from: 100, to: 150 }, 30));
    state.apply(record({ kind: 'packs.verified', packs: [[1, 100, 20]], structureMs: 0, dataMs: 0 }, 40));
    expect(state.packs.get(1)).toEqual({ end: 150, verifiedTo: 100, verifiedMs: 20, newSinceMs: 20 });
    state.apply(record({ kind: 'packs.verified', packs: [[1, 150, 50], [2, 9, 50]], structureMs: 60, dataMs: 70 }, 80));
    expect(state.packs.get(1)).toEqual({ end: 150, verifiedTo: 150, verifiedMs: 50, newSinceMs: 0 });
    expect([state.packs.size, state.structureMs, state.dataMs]).toEqual([1, 60, 70]);
    const again = new VerificationState();
    again.load(JSON.parse(JSON.stringify(state.save())));
    expect(again.save()).toEqual(state.save());
    state.apply(record({ kind: 'pack.removed', pack: 1 }, 90));
    expect(state.packs.size).toBe(0);
  });

  it('counts at once, and is journalled together', async () => {
    const state = new VerificationState();
    for (const pack of [1, 2]) state.apply(record({ kind: 'pack.range', pack, from: 0, to: 100 }, 10));
    const bodies: unknown[] = [];
    const packs = new VerifiedPacks({ appendJournal: (body) => Promise.resolve((bodies.push(body), record(body, 1))) }, state);
    packs.note(1, 100, 20);
    expect(coverageOf(packs.all(), 30)).toMatchObject({ bytes: 200, bytesVerified: 100, bytesNever: 100, oldestMs: 20, newSinceMs: 10 });
    expect([packs.of(1), packs.of(2)?.verifiedMs, packs.of(3)]).toEqual([{ end: 100, verifiedTo: 100, verifiedMs: 20, newSinceMs: 0 }, 0, undefined]);
    packs.putOff(2, 30);
    expect([...packs.readable(31)].map(([pack]) => pack)).toEqual([1]);
    await packs.flush();
    await packs.flush();
    expect(bodies).toEqual([{ kind: 'packs.verified', packs: [[1, 100, 20]], structureMs: 0, dataMs: 0 }]);
  });
});

it('an LZ4 block decodes up to where it is damaged', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('alpha ', 'beta ', 'gamma-gamma-gamma ', 'x'), { minLength: 1, maxLength: 400 }), fc.nat(), (words, cut) => {
      const plain = Buffer.from(words.join(''));
      const payload = compressSync(plain);
      expect(unlz4Part(payload, plain.length)).toEqual(plain);
      const part = unlz4Part(payload.subarray(0, 4 + (cut % (payload.length - 4))), plain.length);
      expect(plain.subarray(0, part.length).equals(part)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it('garbage of which a second copy was collected is no fault of the index', async () => {
  const dir = tempDirectory();
  const { repository } = await openTest(dir);
  const thread = new ScanThread();
  try {
    const [live, garbage] = [frameOf('live'), frameOf('garbage')];
    for (const frame of [live, garbage]) await repository.appendFrame(frame);
    await repository.sealOpenPack();
    await repository.appendFrame(garbage);
    await repository.sealOpenPack();
    const { signal } = new AbortController();
    await repository.compactPack(2, { changes: 0, isLive: (ids, at) => live.ids.includes(ids.subarray(at, at + 32)), hasSnapshot: () => false }, signal);
    const lines: string[] = [];
    const findings = new Findings((line) => lines.push(line));
    const [facts] = repository.packFacts();
    const check = new PackCheck({ repository }, thread, facts, findings);
    await check.advance(facts.bytes, () => undefined, signal);
    expect(check.result).toMatchObject({ chunks: 6, indexed: 3 });
    expect(lines).toEqual([]);
  } finally {
    await thread.close();
    await repository.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
