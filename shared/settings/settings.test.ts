import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Globs } from '../../agent/scan/globs.js';
import {
  contradictionsOf, DEFAULTS, durationOf, durationText, effectiveFromJson, effectiveToJson, parseScope, parseSettings, parseSettingsPatch, plainSettings, printSetting, readResources, scopeText, SETTING_KEYS, SETTINGS, sizeOf, sizeText,
  type OwnSettings, type Settings,
} from './index.js';
import { ownSettings } from './testing/arbitraries.js';

const faultsOf = (raw: unknown): string[] => parseSettings(raw, [], true).faults.map(({ path, text }) => `${path.join('.')}: ${text}`);

describe('values as people write them', () => {
  it('sizes and durations are printed as they are read', () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 50 }), (bytes) => sizeOf(sizeText(bytes)) === bytes));
    fc.assert(fc.property(fc.nat({ max: 1e9 }), (seconds) => durationOf(durationText(seconds * 1000)) === seconds * 1000 || seconds === 0));
    expect([sizeOf('10GiB'), sizeOf('1.5 TB'), sizeOf('500M'), sizeOf('-1'), sizeOf('1e3'), sizeOf('many')]).toEqual([10 * 2 ** 30, 1.5e12, 500 * 2 ** 20, undefined, undefined, undefined]);
    expect([durationOf('1h30m'), durationOf('7d'), durationOf('2w'), durationOf('90'), durationOf('h')]).toEqual([5_400_000, 604_800_000, 1_209_600_000, undefined, undefined]);
    expect([sizeText(10 ** 10), sizeText(1 << 20), durationText(86_400_000)]).toEqual(['10GB', '1MiB', '1d']);
  });

  it.each([['0', 0], ['500', 500], ['10GiB', 10 * 2 ** 30], ['1.5 k', 1536], ['2MB', 2e6], ['1t', 2 ** 40]])('%s is a size', (text, bytes) => expect(sizeOf(text)).toBe(bytes));
  it.each(['', '-1', '1x', 'GiB', '1e3', '99999999999TiB', '1.', '0x10'])('%j is none', (text) => expect(sizeOf(text)).toBeUndefined());

  it('a number alone is no duration in a file: its unit would be a guess', () => {
    expect(faultsOf({ rpo: 24 })).toEqual(['rpo: 24 has no unit: give 90s, 30m, 24h or 7d']);
    expect(parseSettings({ rpo: '24h', jitter: 0 }, [], true)).toEqual({ settings: { jitter: 0, rpo: 86_400_000 }, faults: [] });
  });

  it('rates keep their hours, and none is no limit', () => {
    expect(parseSettings({ rateLimit: ['2048KiB/s', 'none@Sat-Sun', '512k @ Mon-Fri/08:00-18:00'] }).settings.rateLimit).toEqual(['2MiB/s', 'none@Sat-Sun', '512KiB/s@Mon-Fri/08:00-18:00']);
    expect(parseSettings({ rateLimit: 'none' }).settings.rateLimit).toEqual([]);
    expect(faultsOf({ rateLimit: ['1KiB/s', 'fast'] })[0]).toMatch(/no backup would ever end.*is not a rate/);
  });
});

describe('settings', () => {
  it('every default passes its own check and comes back from YAML', () => {
    for (const { key, field, default: preset } of SETTINGS) expect({ key, taken: field.take(field.plain(preset), true) }).toEqual({ key, taken: { value: preset } });
  });

  it('what is taken is printed as what is taken again', () => {
    fc.assert(
      fc.property(ownSettings(), (own) => {
        const { settings, faults } = parseSettings(own);
        expect(faults).toEqual([]);
        expect(parseSettings(plainSettings(settings), [], true)).toEqual({ settings, faults: [] });
        for (const [key, value] of Object.entries(settings)) expect(printSetting(key as keyof Settings, value)).not.toBe('');
      }),
    );
  });

  it('all faults are told at once, and the nearest known key', () => {
    expect(faultsOf({ retires: 2, codec: 'gzip', catchUp: 'perhaps', timezone: 'Mars/Olympus', keepLast: -1, hookBefore: ['/bin/sh'], maxSize: 'big' })).toEqual([
      "retires: 'retires' is not known here; did you mean retries?",
      "codec: 'gzip' is not one of auto, zstd, lz4, raw",
      "catchUp: 'perhaps' is not true or false",
      "timezone: 'Mars/Olympus' is not a time zone; give a name such as Europe/Paris or UTC",
      'keepLast: -1 is not between 0 and 10000',
      "hookBefore: '/bin/sh' is not the name of a hook",
      "maxSize: 'big' is not a size: give 500MiB, 10GiB or a number of bytes",
    ]);
  });

  it('nothing from outside breaks the reader, and what it takes is sound', () => {
    const value = fc.oneof(fc.jsonValue(), fc.string(), fc.double(), fc.array(fc.string()));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...SETTING_KEYS, '__proto__', 'constructor', 'x'), value)), (raw) => {
        const { settings } = parseSettings(raw, [], true);
        expect(parseSettings(plainSettings(settings), [], true)).toEqual({ settings, faults: [] });
        contradictionsOf({ ...DEFAULTS, ...settings });
        parseSettingsPatch(raw);
        readResources(raw, true);
      }),
    );
  });

  it('a text of nothing but spaces is none', () => {
    expect(faultsOf({ blackout: [' '], schedule: ['  '] })).toEqual(['blackout: the text is empty', 'schedule: the text is empty']);
  });

  it('a glob that no agent could read is refused, as the agent would', () => {
    const globs = fc.array(fc.constantFrom('[', ']', '!', '^', '\\', 'a', '*', '/', '-', ' ', 'b', 'é', '#'), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    const refusedByAgent = (glob: string): boolean => {
      try {
        new Globs([glob]);
        return false;
      } catch {
        return true;
      }
    };
    fc.assert(fc.property(globs, (glob) => parseSettings({ exclude: [glob] }).faults.length > 0 === refusedByAgent(glob)), { numRuns: 2000 });
    expect(faultsOf({ exclude: ['ok[a-z]', 'broken[', '\\[fine', '[z-a]'] })).toEqual(["exclude: 'broken[': a [ is not closed; close it, or write \\[ for the character itself; '[z-a]': [z-a] is no set of characters; ranges go from low to high, as [a-z]"]);
  });

  it('a patch takes away with null', () => {
    expect(parseSettingsPatch({ rpo: null, retries: 2, nope: null })).toMatchObject({ set: { retries: 2 }, unset: ['rpo'], faults: [{ path: ['nope'] }] });
  });

  it('an agent reads what a newer or older server gives it', () => {
    expect(effectiveFromJson(effectiveToJson({ ...DEFAULTS, rpo: 60_000 }))).toEqual({ ...DEFAULTS, rpo: 60_000 });
    expect(effectiveFromJson('{"rpo":60000,"futureSetting":1}')).toEqual({ ...DEFAULTS, rpo: 60_000 });
    expect(effectiveFromJson('')).toEqual(DEFAULTS);
    expect(() => effectiveFromJson('{"rpo":"soon"}')).toThrow('rpo');
    expect(() => effectiveFromJson('[1')).toThrow('not JSON');
  });

  it('scopes have one way of being written', () => {
    for (const text of ['all', 'office lyon', 'label host=esx1', 'agent fs1']) expect(scopeText(parseScope(text)!)).toBe(text);
    expect(scopeText(parseScope(' office   lyon ')!)).toBe('office lyon');
    for (const text of ['', 'All', 'all x', 'office', 'office a b', 'label host', 'label =x', 'job docs', 'agent ../x']) expect(parseScope(text)).toBeUndefined();
  });
});

describe('contradictions', () => {
  const at = (own: OwnSettings): { keys: string[]; text: string }[] => contradictionsOf({ ...DEFAULTS, ...own });
  const refusals: [string, OwnSettings, string, RegExp][] = [
    ['a window that excludes the schedule', { schedule: ['0 12 * * *'], window: ['22:00-06:00'] }, 'window', /no due time inside the window/],
    ['an RPO shorter than the time between runs', { schedule: ['0 2 * * *'], rpo: 3_600_000 }, 'rpo', /rpo is 1h, but the schedule leaves 1d/],
    ['an end of the window without a window', { overrun: 'stop' }, 'overrun', /no window/],
    ['rates of which one never holds', { rateLimit: ['1MiB/s', '2MiB/s'] }, 'rateLimit', /never holds/],
    ['hours that are none', { rateLimit: ['1MiB/s@noon'] }, 'rateLimit', /hours/],
    ['a schedule of drills that is none', { drill: ['every 7d', 'foo'], window: ['22:00-06:00'] }, 'drill', /^drill: schedule 'foo' has not five fields/],
    ['a schedule that never comes due', { schedule: ['0 0 30 2 *'] }, 'schedule', /30 2/],
    ['a jitter longer than the time between runs', { schedule: ['every 10m'], jitter: 3_600_000 }, 'jitter', /jitter/],
  ];
  it.each(refusals)('%s', (_what, own, key, text) => {
    const [fault] = at(own);
    expect(fault?.text).toMatch(text);
    expect(fault?.keys).toContain(key);
  });

  it('are none in ordinary settings: weekends and clock changes do not break an RPO of a day', () => {
    expect(at({})).toEqual([]);
    expect(at({ schedule: ['0 2 * * Mon-Fri'], timezone: 'Europe/Paris', rpo: 26 * 3_600_000, window: ['01:00-06:00'], overrun: 'pause', jitter: 1_800_000 })).toEqual([]);
    expect(at({ schedule: ['0 2 * * *'], timezone: 'Europe/Paris', rpo: 86_400_000 })).toEqual([]);
  });
});
