import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import { examples, withServer } from '../command.js';

export function deleteCommand(program: Command): void {
  program
    .command('delete <section> <name...>')
    .description('take away a resource that apply made: an office, policy, job, alert rule, destination or report')
    .addHelpText('after', examples('backupctl delete alertRule nightly-failures', 'backupctl delete policy office lyon', 'backupctl delete destinations ops-mail'))
    .action(async (given: string, words: string[], _options: unknown, command: Command) => {
      const { RESOURCE_SCHEMAS, unknownKey } = await import('../../shared/settings/index.js');
      const schema = RESOURCE_SCHEMAS.find(({ section, noun }) => given === section || `${given}s` === section || given === noun);
      if (schema === undefined) throw new FarvaultError('USAGE', unknownKey(given, RESOURCE_SCHEMAS.map(({ section }) => section)));
      const name = words.join(' ');
      await withServer(command, async (context) => {
        await context.call('DeleteResource', { section: schema.section, name });
        if (context.json) context.printJson({ deleted: name });
        else context.print(`${schema.noun} ${name} deleted`);
      });
    });
}
