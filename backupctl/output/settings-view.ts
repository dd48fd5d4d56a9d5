// Settings for people: value and where it comes from.
import type { EffectiveSetting__Output } from '../../shared/rpc/gen/farvault/v1/EffectiveSetting.js';
import type { SettingKey } from '../../shared/settings/settings.js';
import { printSetting, settingRow } from '../../shared/settings/table.js';
import { table } from './table.js';

/** Those that somebody has said, or all. A setting of a newer server is shown as it came. */
export function settingsTable(effective: EffectiveSetting__Output[], all: boolean): string {
  const rows = effective.filter(({ from }) => all || from !== 'default');
  return table(
    rows,
    [
      { title: 'setting', value: ({ key }) => key },
      { title: 'value', value: ({ key, valueJson }) => (settingRow(key) === undefined ? valueJson : printSetting(key as SettingKey, JSON.parse(valueJson))) },
      { title: 'from', value: ({ from }) => from },
    ],
    'all settings are at their defaults (--all shows them)',
  );
}

export function jsonSettings(effective: EffectiveSetting__Output[]): object[] {
  return effective.map(({ key, valueJson, from }) => ({ key, value: JSON.parse(valueJson) as unknown, from }));
}
