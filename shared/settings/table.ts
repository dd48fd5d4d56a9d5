// The one table of settings: command line flags, YAML keys, checks, help and docs/policies.md all come from it.
import { parseHours } from '../schedule/hours.js';
import { zoneFault } from '../schedule/zone.js';
import { globFault } from './glob.js';
import { choice, count, duration, flag, share, size, text, type Field } from './field.js';
import { rates, texts } from './list-fields.js';
import type { OwnSettings, SettingKey, Settings } from './settings.js';

export interface SettingRow<K extends SettingKey = SettingKey> {
  key: K;
  group: 'what' | 'when' | 'how much' | 'how long' | 'proof' | 'hooks' | 'alerts';
  field: Field<Settings[K]>;
  default: Settings[K];
  /** Where the default is not the same everywhere. */
  defaultText?: string;
  description: string;
}

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const KEEP_MAX = 10_000;
const MIN_RATE_BYTES = 16 * 1024;
const MAX_RATE_BYTES = 1023 * 1024 ** 3;
const HOOK_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const hooks = texts({ kind: 'name', max: 16, check: (name) => (HOOK_NAME.test(name) ? null : `'${name.slice(0, 60)}' is not the name of a hook`) });
const withoutSpaces = (text: string): string => text.replaceAll(' ', '');
/** Checked here: it is no job's, and what contradicts is told of jobs. */
const hoursFault = (text: string): string | null => {
  const hours = parseHours(withoutSpaces(text));
  return typeof hours === 'string' ? `'${text.slice(0, 60)}' ${hours}` : null;
};
const keep = count(0, KEEP_MAX, true);
const fromWhen = duration({ min: MINUTE, max: 365 * DAY, off: true });

function row<K extends SettingKey>(key: K, group: SettingRow['group'], field: Field<Settings[K]>, preset: Settings[K], description: string, defaultText?: string): SettingRow<K> {
  return { key, group, field, default: preset, description, ...(defaultText === undefined ? {} : { defaultText }) };
}

const ROWS: { [K in SettingKey]: SettingRow<K> } = {
  exclude: row('exclude', 'what', texts({ kind: 'glob', max: 4096, check: globFault }), [], 'leave out what matches, as in .gitignore'),
  maxSize: row('maxSize', 'what', size(), 0, 'leave out larger files'),
  oneFileSystem: row('oneFileSystem', 'what', flag(), false, 'stay on the file system of each path'),
  cachedirTagged: row('cachedirTagged', 'what', flag(), false, 'include directories that hold a CACHEDIR.TAG'),
  codec: row('codec', 'what', choice('auto', 'zstd', 'lz4', 'raw'), 'auto', 'compression'),
  snapshot: row('snapshot', 'what', choice('auto', 'btrfs', 'lvm', 'zfs', 'none'), 'auto', 'read from a snapshot of the file system'),

  schedule: row('schedule', 'when', texts({ kind: 'schedule', max: 16, normal: (one) => one.trim().replaceAll(/\s+/g, ' ') }), [], 'when it runs: cron expressions of five fields, or `every 4h`; none: only by hand'),
  timezone: row('timezone', 'when', text({ kind: 'zone', check: zoneFault, limits: 'IANA name' }), 'UTC', 'time zone of schedule, windows, blackout and rates', "the server's own"),
  jitter: row('jitter', 'when', duration({ min: SECOND, max: DAY, off: true }), 0, 'spread due times over so much, so that offices do not start together'),
  window: row('window', 'when', texts({ kind: 'hours', max: 32, normal: withoutSpaces }), [], 'hours in which runs may go on: 22:00-06:00, Sat-Sun/00:00-24:00; none: always'),
  blackout: row('blackout', 'when', texts({ kind: 'days', max: 100, normal: withoutSpaces }), [], 'days on which no run starts: 2026-12-24, 2026-12-24..2027-01-02'),
  updateWindow: row('updateWindow', 'when', texts({ kind: 'hours', max: 32, check: hoursFault, normal: withoutSpaces }), [], 'hours in which the agent, between runs, may switch to another version; none: always; counts in policies alone'),
  overrun: row('overrun', 'when', choice('finish', 'pause', 'stop'), 'finish', 'what becomes of a run that outlives its window'),
  catchUp: row('catchUp', 'when', flag(), true, 'make up once for a due time that was missed'),
  retries: row('retries', 'when', count(0, 20), 3, 'how often a failed scheduled run is tried again'),
  retryAfter: row('retryAfter', 'when', duration({ min: SECOND, max: DAY }), 5 * MINUTE, 'wait before the first retry; doubles'),
  rpo: row('rpo', 'when', duration({ min: MINUTE, max: 365 * DAY, off: true }), 0, 'how old the newest snapshot may become'),

  rateLimit: row('rateLimit', 'how much', rates(32, MIN_RATE_BYTES, MAX_RATE_BYTES), [], 'at most so much on the line: 2MiB/s, 512KiB/s@Mon-Fri/08:00-18:00, none@Sat-Sun; the first whose hours it is counts, one without hours is for the rest'),

  keepLast: row('keepLast', 'how long', keep, 0, 'the newest N'),
  keepHourly: row('keepHourly', 'how long', keep, 0, 'the newest of each of N hours'),
  keepDaily: row('keepDaily', 'how long', keep, 0, 'the newest of each of N days'),
  keepWeekly: row('keepWeekly', 'how long', keep, 0, 'the newest of each of N weeks'),
  keepMonthly: row('keepMonthly', 'how long', keep, 0, 'the newest of each of N months'),
  keepYearly: row('keepYearly', 'how long', keep, 0, 'the newest of each of N years'),
  keepWithin: row('keepWithin', 'how long', duration({ min: HOUR, max: 36_500 * DAY, off: true }), 0, 'all that are younger'),
  trashFor: row('trashFor', 'how long', duration({ min: 14 * DAY, max: 3650 * DAY }), 14 * DAY, 'how long an expired snapshot stays in the trash'),

  rto: row('rto', 'proof', duration({ min: MINUTE, max: 365 * DAY, off: true }), 0, 'within what time everything must be back'),
  drill: row('drill', 'proof', texts({ kind: 'schedule', max: 16, normal: (one) => one.trim().replaceAll(/\s+/g, ' ') }), [], 'when a restore is tried on the server: cron expressions of five fields, or `every 7d`; none: never'),
  drillSize: row('drillSize', 'proof', size(), 1024 ** 3, 'how much a drill restores, chosen at random'),

  hookBefore: row('hookBefore', 'hooks', hooks, [], 'hooks of the agent machine to run before a run, in order'),
  hookAfter: row('hookAfter', 'hooks', hooks, [], 'hooks of the agent machine to run after a run, whatever became of it'),
  hookTimeout: row('hookTimeout', 'hooks', duration({ min: SECOND, max: DAY }), 10 * MINUTE, 'end a hook that takes longer'),
  hookFailure: row('hookFailure', 'hooks', choice('fail', 'continue'), 'fail', 'what becomes of a run when a hook before it has failed'),

  alertLateAfter: row('alertLateAfter', 'alerts', fromWhen, HOUR, 'alert when a run is so late'),
  alertUnseenAfter: row('alertUnseenAfter', 'alerts', fromWhen, DAY, 'alert when the agent was not heard of for so long'),
  alertFailures: row('alertFailures', 'alerts', count(0, 100, true), 1, 'alert when so many runs in a row have failed'),
  alertPartial: row('alertPartial', 'alerts', flag(), true, 'alert when a run has skipped something'),
  alertShrink: row('alertShrink', 'alerts', share(), 50, 'alert when a source has shrunk by so much since the run before'),
  alertChange: row('alertChange', 'alerts', share(), 50, 'alert when so much of the files has changed at once'),
  alertIncompressible: row('alertIncompressible', 'alerts', share(), 50, 'alert when so much of what changed has become incompressible, as encrypted files are'),
  alertRenamed: row('alertRenamed', 'alerts', share(), 20, 'alert when so many files have got extensions that the job did not have'),
  tamperHold: row('tamperHold', 'alerts', flag(), true, 'hold the last good snapshots when a run looks like an attack'),
  alertClockOffset: row('alertClockOffset', 'alerts', fromWhen, 5 * MINUTE, "alert when the agent's clock is off by so much"),
};

export const SETTINGS: readonly SettingRow[] = Object.values(ROWS);
export const SETTING_KEYS = Object.keys(ROWS) as SettingKey[];

/** What holds where nobody says anything. The server puts its own time zone in the place of UTC. */
export const DEFAULTS: Settings = Object.freeze(Object.fromEntries(SETTINGS.map((one) => [one.key, one.default]))) as unknown as Settings;

export function settingRow(key: string): SettingRow | undefined {
  return Object.hasOwn(ROWS, key) ? (ROWS[key as SettingKey]) : undefined;
}

/** `keepLast` is `--keep-last`. */
export function flagOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Own settings as they stand in YAML: `{ rpo: '24h' }`. */
export function plainSettings(settings: OwnSettings): Record<string, unknown> {
  return Object.fromEntries(SETTINGS.flatMap(({ key, field }) => (settings[key] === undefined ? [] : [[key, field.plain(settings[key])]])));
}

/** One value for people. */
export function printSetting(key: SettingKey, value: unknown): string {
  return ROWS[key].field.print(value as never);
}
