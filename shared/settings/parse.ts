// Settings from outside: every fault at once, and nothing taken that the table does not know.
import { FarvaultError, messageOf } from '../errors/errors.js';
import { unknownKey, type Fault, type Path } from './faults.js';
import type { OwnSettings, SettingKey, Settings } from './settings.js';
import { DEFAULTS, SETTING_KEYS, SETTINGS, settingRow } from './table.js';

/** `where` leads to `raw` in what it came from. `strict`: as people write it. */
export function parseSettings(raw: unknown, where: Path = [], strict = false): { settings: OwnSettings; faults: Fault[] } {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { settings: {}, faults: [{ path: where, text: 'not a mapping of settings' }] };
  const taken = new Map<string, unknown>();
  const faults: Fault[] = [];
  for (const [key, value] of Object.entries(raw as Record<string, unknown>)) {
    const path = [...where, key];
    const result = settingRow(key)?.field.take(value, strict) ?? { fault: unknownKey(key, SETTING_KEYS) };
    if ('fault' in result) faults.push({ path, text: result.fault });
    else taken.set(key, result.value);
  }
  // In the table's order, so that equal settings are equal as JSON.
  return { settings: Object.fromEntries(SETTING_KEYS.filter((key) => taken.has(key)).map((key) => [key, taken.get(key)])), faults };
}

/** A change to own settings as JSON text: null takes a setting away. */
export function parseSettingsPatch(raw: unknown, where: Path = []): { set: OwnSettings; unset: SettingKey[]; faults: Fault[] } {
  const entries = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.entries(raw as Record<string, unknown>) : undefined;
  if (entries === undefined) return { set: {}, unset: [], faults: parseSettings(raw, where).faults };
  const gone = entries.filter(([, value]) => value === null).map(([key]) => key);
  const { settings, faults } = parseSettings(Object.fromEntries(entries.filter(([, value]) => value !== null)), where);
  const unknown = gone.filter((key) => settingRow(key) === undefined).map((key) => ({ path: [...where, key], text: unknownKey(key, SETTING_KEYS) }));
  return { set: settings, unset: gone.filter((key): key is SettingKey => settingRow(key) !== undefined), faults: [...faults, ...unknown] };
}

/** Effective settings as the server gives them to agents: what is missing is at its default, and what only a later version knows is passed over. INVALID when a value cannot be. */
export function effectiveFromJson(json: string): Settings {
  if (json === '') return DEFAULTS;
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (error) {
    throw new FarvaultError('INVALID', `settings are not JSON: ${messageOf(error)}`);
  }
  const known = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.fromEntries(Object.entries(raw).filter(([key]) => settingRow(key) !== undefined)) : raw;
  const { settings, faults } = parseSettings(known);
  if (faults.length > 0) throw new FarvaultError('INVALID', `settings: ${faults.map(({ path, text }) => `${path.join('.')}: ${text}`).join('; ')}`);
  return { ...DEFAULTS, ...settings };
}

/** Canonical: all keys, in the table's order. */
export function effectiveToJson(settings: Settings): string {
  return JSON.stringify(Object.fromEntries(SETTINGS.map(({ key }) => [key, settings[key]])));
}
