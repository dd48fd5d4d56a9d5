// What the detector says of counters; how it fares on real trees is measured by `npm run bench:detector` (docs/alerts.md).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect } from './detector.js';
import { figures } from './testing.js';
import type { SnapshotFigures } from './world.js';

const SETTINGS = { alertShrink: 50, alertChange: 50, alertIncompressible: 50, alertRenamed: 20 };
const HABIT = Array.from({ length: 8 }, () => figures());
const MB = 1e6;

function found(now: Partial<SnapshotFigures>, habit = HABIT, settings = SETTINGS): string[] {
  return detect([figures(now), ...habit], settings).map(({ kind, severity }) => `${kind} ${severity}`);
}
const encrypted = (files: number) => ({ filesNew: 0, filesChanged: files, filesUnchanged: 1000 - files, bytesNew: files * 0.1 * MB, bytesIncompressible: files * 0.1 * MB });
const locked = (files: number) => ({ filesNew: files, filesChanged: 0, filesUnchanged: 1000 - files, bytesNew: files * 0.1 * MB, bytesIncompressible: files * 0.1 * MB });

describe('the detector', () => {
  it.each([
    ['an ordinary day', {}, []],
    ['everything encrypted', encrypted(1000), ['mass-change critical']],
    ['everything encrypted and renamed', locked(1000), ['mass-change critical']],
    ['a twentieth encrypted', encrypted(50), ['mass-change critical']],
    ['ten files encrypted: not seen', encrypted(10), []],
    ['everything edited', { filesNew: 0, filesChanged: 1000, filesUnchanged: 0, bytesNew: 50 * MB }, ['mass-change warning']],
    ['photos imported', { filesTotal: 1500, filesNew: 500, bytesLogical: 200 * MB, bytesNew: 101 * MB, bytesIncompressible: 100 * MB, filesChanged: 30, filesUnchanged: 970 }, []],
    ['a tree moved', { filesNew: 1000, filesChanged: 0, filesUnchanged: 0, bytesNew: 0 }, []],
    ['a fifth renamed to a new extension', { filesNew: 200, filesChanged: 0, filesUnchanged: 800, filesRenamed: 200, bytesNew: 0 }, ['mass-change critical']],
    ['fewer than a fifth', { filesNew: 190, filesChanged: 0, filesUnchanged: 810, filesRenamed: 190, bytesNew: 0 }, []],
    ['60 % deleted', { filesTotal: 400, filesNew: 0, filesChanged: 0, filesUnchanged: 400, bytesLogical: 40 * MB, bytesNew: 0 }, ['shrunk critical']],
    ['emptied', { filesTotal: 0, filesNew: 0, filesChanged: 0, filesUnchanged: 0, bytesLogical: 0, bytesNew: 0 }, ['shrunk critical']],
    ['one large file cut down', { bytesLogical: 30 * MB }, ['shrunk warning']],
  ])('%s', (_what, now, expected) => expect(found(now)).toEqual(expected));

  it('knows a job that changes all its files each day', () => {
    const dumps = Array.from({ length: 8 }, () => figures({ filesNew: 0, filesChanged: 1000, filesUnchanged: 0, bytesNew: 50 * MB }));
    expect(found(dumps[0], dumps)).toEqual([]);
    expect(found(encrypted(1000), dumps)).toEqual(['mass-change critical']);
  });

  it('of a new job only believes what looks encrypted', () => {
    expect(found({ filesNew: 0, filesChanged: 1000, filesUnchanged: 0, bytesNew: 50 * MB }, HABIT.slice(0, 1))).toEqual([]);
    expect(found(encrypted(1000), HABIT.slice(0, 1))).toEqual(['mass-change critical']);
    expect(detect([figures()], SETTINGS)).toEqual([]);
  });

  it('is off where the settings say so', () => expect(found({ ...encrypted(1000), filesTotal: 0 }, HABIT, { alertShrink: 0, alertChange: 0, alertIncompressible: 0, alertRenamed: 0 })).toEqual([]));

  it('takes any counters: an agent may say what it likes', () => {
    const any = fc.record({ filesTotal: fc.maxSafeNat(), filesNew: fc.maxSafeNat(), filesChanged: fc.maxSafeNat(), filesUnchanged: fc.maxSafeNat(), bytesLogical: fc.maxSafeNat(), bytesNew: fc.maxSafeNat(), bytesIncompressible: fc.maxSafeNat() });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (snapshots) => {
        for (const { summary } of detect(snapshots.map((one) => figures(one)), SETTINGS)) expect(summary).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });
});
