import type { Command } from 'commander';
import type { Office__Output } from '../../shared/rpc/gen/farvault/v1/Office.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { formatTime, jsonTime } from '../output/format.js';
import { fields, table } from '../output/table.js';
import { waitsText } from '../output/approval-view.js';

function json(office: Office__Output): object {
  const { name, agents, agentsOnline, snapshots } = office;
  return { name, agents, agentsOnline, snapshots, createdAt: jsonTime(office.createdMs) };
}

function show(context: CommandContext, office: Office__Output): void {
  if (context.json) context.printJson(json(office));
  else context.print(fields([['Name', office.name], ['Agents', `${office.agents} (${office.agentsOnline} online)`], ['Snapshots', String(office.snapshots)], ['Created', formatTime(office.createdMs)]]));
}

export function officeCommand(program: Command): void {
  const office = program.command('office').description('offices: the sites that agents belong to').addHelpText('after', examples('backupctl office create lyon', 'backupctl office list --json'));

  office.command('create <name>').description('make an office').action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const made = await context.call('CreateOffice', { name });
      if (context.json) context.printJson(json(made));
      else context.print(`office ${made.name} created`);
    }),
  );

  office.command('list').description('all offices').action((_options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const { offices } = await context.call('ListOffices', {});
      if (context.json) {
        context.printJson(offices.map(json));
        return;
      }
      context.print(
        table(offices, [
          { title: 'name', value: (row) => row.name },
          { title: 'agents', value: (row) => String(row.agents), align: 'right' },
          { title: 'online', value: (row) => String(row.agentsOnline), align: 'right' },
          { title: 'snapshots', value: (row) => String(row.snapshots), align: 'right' },
          { title: 'created', value: (row) => formatTime(row.createdMs) },
        ], 'no offices yet: backupctl office create NAME'),
      );
    }),
  );

  office.command('show <name>').description('one office').action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      show(context, await context.call('GetOffice', { name }));
    }),
  );

  office
    .command('delete <name>')
    .description('remove an office without agents; its snapshots go to the trash with it, which takes two administrators')
    .option('--reason <text>', 'why; for the second administrator', '')
    .action((name: string, { reason }: { reason: string }, command: Command) =>
      withServer(command, async (context) => {
        const { approval, detail } = await context.call('DeleteOffice', { name, reason });
        if (context.json) context.printJson(approval === '' ? { deleted: name } : { deleted: null, approval, detail });
        else context.print(approval === '' ? `office ${name} deleted` : waitsText(approval, detail));
      }),
    );
}
