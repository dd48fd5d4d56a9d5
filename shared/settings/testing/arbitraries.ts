// Own settings that pass the table, for property tests. Times are kept from contradicting each other.
import fc from 'fast-check';
import type { OwnSettings } from '../settings.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const duration = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min: min / SECOND, max: max / SECOND }).map((seconds) => seconds * SECOND);
const off = (field: fc.Arbitrary<number>): fc.Arbitrary<number> => fc.oneof({ weight: 4, arbitrary: field }, { weight: 1, arbitrary: fc.constant(0) });
const glob = fc.oneof(fc.constantFrom('*.tmp', 'cache/', '!keep', '/srv/**', '# no comment', '- x', 'null', '1e3', 'yes', "it's", '"', ': ', '2026-12-24', '\u0085', '\ufeff', ' x ', 'a\nb'), fc.string({ minLength: 1, maxLength: 20, unit: 'binary' })).filter((one) => !/[\0[]/.test(one) && Buffer.from(one).toString() === one);
const hooks = fc.array(fc.constantFrom('quiesce', 'thaw', 'notify.sh'), { maxLength: 3 });
const keep = fc.integer({ min: 0, max: 10_000 });
const share = fc.integer({ min: 0, max: 100 });

export function ownSettings(): fc.Arbitrary<OwnSettings> {
  return fc.record(
    {
      exclude: fc.array(glob, { maxLength: 5 }),
      maxSize: fc.nat(),
      oneFileSystem: fc.boolean(),
      cachedirTagged: fc.boolean(),
      codec: fc.constantFrom('auto', 'zstd', 'lz4', 'raw'),
      snapshot: fc.constantFrom('auto', 'btrfs', 'lvm', 'zfs', 'none'),
      schedule: fc.constantFrom(['0 2 * * *'], ['every 4h'], ['0 2 * * 1-5', '0 14 * * 6'], []),
      timezone: fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York'),
      jitter: duration(SECOND, HOUR),
      blackout: fc.constantFrom(['2026-12-24'], ['2026-12-24..2027-01-02'], []),
      updateWindow: fc.constantFrom(['22:00-06:00'], ['Sat-Sun', 'Mon/01:00-02:00'], []),
      overrun: fc.constant('finish' as const),
      catchUp: fc.boolean(),
      retries: fc.integer({ min: 0, max: 20 }),
      retryAfter: duration(SECOND, 24 * HOUR),
      rpo: off(duration(7 * 24 * HOUR, 60 * 24 * HOUR)),
      rateLimit: fc.constantFrom(['2MiB/s'], ['512KiB/s@Mon-Fri/08:00-18:00', '4MiB/s'], ['none@Sat-Sun', '1500KB/s'], []),
      keepLast: keep,
      keepDaily: keep,
      keepWithin: off(duration(HOUR, 36_500 * 24 * HOUR)),
      hookBefore: hooks,
      hookAfter: hooks,
      hookTimeout: duration(SECOND, 24 * HOUR),
      hookFailure: fc.constantFrom('fail' as const, 'continue' as const),
      alertLateAfter: off(duration(MINUTE, 24 * HOUR)),
      alertFailures: fc.integer({ min: 0, max: 100 }),
      alertPartial: fc.boolean(),
      alertShrink: share,
      alertClockOffset: off(duration(MINUTE, 24 * HOUR)),
    },
    { requiredKeys: [] },
  );
}
