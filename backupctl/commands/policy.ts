import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import { unknownKey } from '../../shared/settings/faults.js';
import { parseScope, SCOPE_FORMS } from '../../shared/settings/scope.js';
import { SETTING_KEYS, settingRow } from '../../shared/settings/table.js';
import { examples, withServer } from '../command.js';
import { printable } from '../output/format.js';
import { table } from '../output/table.js';
import { settingKeyOf } from '../setting-flags.js';
import { exportAll } from './export.js';

type Plain = Record<string, unknown>;

/** `office lyon window=...`: the scope, which takes one word or two, and the rest. */
function splitScope(words: string[]): { scope: string; rest: string[] } {
  const taken = words[0] === 'all' || words[0].includes(' ') ? 1 : 2;
  const scope = words.slice(0, taken).join(' ');
  if (parseScope(scope) === undefined) throw new FarvaultError('USAGE', `'${scope}' is not a scope`, { remedy: `Give ${SCOPE_FORMS}.` });
  return { scope, rest: words.slice(taken) };
}

function scopeAlone(words: string[]): string {
  const { scope, rest } = splitScope(words);
  if (rest.length > 0) throw new FarvaultError('USAGE', `'${rest[0]}' is too much: give ${SCOPE_FORMS}`);
  return scope;
}

/** `rpo=24h`, `exclude=*.tmp exclude=cache/`, `window-` takes away. USAGE names every fault. */
function changesGiven(words: string[]): Plain {
  const texts = new Map<string, string[] | null>();
  const faults: string[] = [];
  for (const word of words) {
    const match = /^([A-Za-z-]+?)(?:=(.*)|-)$/s.exec(word);
    const key = match === null ? undefined : match[1] === 'maxRuns' || match[1] === 'max-runs' ? 'maxRuns' : settingKeyOf(match[1]);
    if (match === null) faults.push(`'${word}': give KEY=VALUE, or KEY- to take it away`);
    else if (key === undefined) faults.push(unknownKey(match[1], ['maxRuns', ...SETTING_KEYS]));
    else if (match[2] === undefined) texts.set(key, null);
    else texts.set(key, [...(texts.get(key) ?? []), match[2]]);
  }
  const changes = Object.fromEntries([...texts].map(([key, given]) => [key, given === null ? null : plainOf(key, given, faults)]));
  if (faults.length > 0) throw new FarvaultError('USAGE', faults.join('\n'));
  return changes;
}

function plainOf(key: string, given: string[], faults: string[]): unknown {
  const field = settingRow(key)?.field;
  if (field === undefined) return given.at(-1);
  const taken = field.fromTexts(given);
  if ('value' in taken) return field.plain(taken.value);
  faults.push(`${key}: ${taken.fault}`);
  return null;
}

function settingsOf({ scope: _scope, ...settings }: Plain): [string, string][] {
  return Object.entries(settings).map(([key, value]) => [key, Array.isArray(value) ? value.join(', ') : String(value)]);
}

export function policyCommand(program: Command): void {
  const policy = program
    .command('policy')
    .description('policies: settings for all, an office, a label, an agent; the nearest to a job wins')
    .addHelpText('after', examples('backupctl policy set all rpo=24h retries=5', "backupctl policy set office lyon window=22:00-06:00 rateLimit='2MiB/s@Mon-Fri/08:00-18:00'", 'backupctl policy set label host=esx1 maxRuns=2', 'backupctl policy show office lyon'));

  policy
    .command('set <scope...>')
    .description('change what is given: SCOPE KEY=VALUE...; a list takes KEY=VALUE several times, KEY= empties it, KEY- takes the setting away')
    .action((words: string[], _options: unknown, command: Command) => {
      const { scope, rest } = splitScope(words);
      const changes = changesGiven(rest);
      if (rest.length === 0) throw new FarvaultError('USAGE', 'nothing to change is given', { remedy: 'Give KEY=VALUE; docs/policies.md lists the settings.' });
      return withServer(command, async (context) => {
        const { changes: done } = await context.call('Apply', { resourcesJson: JSON.stringify({ policies: [{ scope, ...changes }] }), merge: true });
        if (context.json) context.printJson(done);
        else for (const { action, details } of done) context.print([`policy ${scope}: ${action === 'create' ? 'created' : action === 'update' ? 'changed' : 'unchanged'}`, ...details.map((line) => `  ${printable(line)}`)].join('\n'));
      });
    });

  policy.command('list').description('all policies').action((_options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const policies = (await exportAll(context, ['policies']))['policies'] ?? [];
      if (context.json) context.printJson(policies);
      else
        context.print(
          table(policies, [
            { title: 'scope', value: ({ scope }) => String(scope) },
            { title: 'settings', value: (row) => settingsOf(row).map(([key, value]) => `${key}=${value}`).join('  ') },
          ], 'no policies yet: backupctl policy set SCOPE KEY=VALUE'),
        );
    }),
  );

  policy.command('show <scope...>').description('what one policy says').action((words: string[], _options: unknown, command: Command) => {
    const scope = scopeAlone(words);
    return withServer(command, async (context) => {
      const found = ((await exportAll(context, ['policies']))['policies'] ?? []).find((one) => one['scope'] === scope);
      if (found === undefined) throw new FarvaultError('NOT_FOUND', `there is no policy for '${scope}'`, { remedy: 'backupctl policy list shows them' });
      if (context.json) context.printJson(found);
      else context.print(table(settingsOf(found), [{ title: 'setting', value: ([key]) => key }, { title: 'value', value: ([, value]) => value }], 'it says nothing'));
    });
  });

  policy.command('delete <scope...>').description('take a policy away').action((words: string[], _options: unknown, command: Command) => {
    const scope = scopeAlone(words);
    return withServer(command, async (context) => {
      await context.call('DeleteResource', { section: 'policies', name: scope });
      if (context.json) context.printJson({ deleted: scope });
      else context.print(`policy ${scope} deleted`);
    });
  });
}
