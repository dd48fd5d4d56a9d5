// Flags of the settings, from their one table: `--keep-last <count>`, `--one-file-system` and `--no-one-file-system`.
import { Option, type Command } from 'commander';
import { FarvaultError } from '../shared/errors/errors.js';
import { unknownKey } from '../shared/settings/faults.js';
import { flagOf, SETTING_KEYS, SETTINGS, settingRow, type SettingRow } from '../shared/settings/table.js';
import { collect } from './command.js';

const HEADINGS: Record<SettingRow['group'], string> = {
  what: 'What is read:',
  when: 'When it runs:',
  'how much': 'How much it takes:',
  'how long': 'How long snapshots are kept:',
  proof: 'Proof that a restore works:',
  hooks: 'Around a run:',
  alerts: 'Alerts:',
};

export type FlagValues = Record<string, unknown>;

function describe({ field, description, default: preset, defaultText }: SettingRow): string {
  const limits = field.limits === '' || field.choices !== undefined ? '' : ` (${field.limits})`;
  return `${description}${limits}; default: ${defaultText ?? field.print(preset)}${field.list ? '; can be given several times' : ''}`;
}

/** Adds a flag for each setting; with `unset` also `--unset`, which takes own settings away. */
export function withSettingFlags(command: Command, { unset = false } = {}): Command {
  for (const row of SETTINGS) addFlag(command, row);
  return unset ? command.option('--unset <setting>', 'leave a setting to the policies again (rpo, rate-limit); can be given several times', collect) : command;
}

/** Of the keep settings alone. */
export function withKeepFlags(command: Command): Command {
  for (const row of SETTINGS) if (row.key.startsWith('keep')) addFlag(command, row);
  return command;
}

function addFlag(command: Command, row: SettingRow): void {
  const name = `--${flagOf(row.key)}`;
  const heading = HEADINGS[row.group];
  if (row.field.placeholder === null) {
    command.addOption(new Option(name, describe(row)).helpGroup(heading)).addOption(new Option(`--no-${flagOf(row.key)}`, 'the contrary').helpGroup(heading));
    return;
  }
  const option = new Option(`${name} ${row.field.placeholder}`, describe(row)).helpGroup(heading);
  if (row.field.choices !== undefined) option.choices([...row.field.choices]);
  command.addOption(row.field.list ? option.argParser(collect) : option);
}

/** Settings given, canonical; null: taken away. USAGE names every fault. */
export function settingsGiven(options: FlagValues): Record<string, unknown> {
  const faults: string[] = [];
  const given = new Map<string, unknown>();
  for (const { key, field } of SETTINGS) {
    const raw = options[key];
    if (raw === undefined || (Array.isArray(raw) && raw.length === 0)) continue;
    const taken = typeof raw === 'boolean' ? { value: raw } : field.fromTexts(Array.isArray(raw) ? (raw as string[]) : [raw as string]);
    if ('fault' in taken) faults.push(`--${flagOf(key)}: ${taken.fault}`);
    else given.set(key, taken.value);
  }
  for (const name of (options['unset'] ?? []) as string[]) {
    const key = settingKeyOf(name);
    if (key === undefined) faults.push(`--unset: ${unknownKey(name, SETTING_KEYS)}`);
    else if (given.has(key)) faults.push(`--unset: ${name} is set, too`);
    else given.set(key, null);
  }
  if (faults.length > 0) throw new FarvaultError('USAGE', faults.join('\n'));
  return Object.fromEntries(given);
}

/** `rateLimit` and `rate-limit` are the same. */
export function settingKeyOf(name: string): string | undefined {
  return settingRow(name) === undefined ? SETTING_KEYS.find((key) => flagOf(key) === name) : name;
}
