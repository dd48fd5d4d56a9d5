import { Option, type Command } from 'commander';
import type { AdminConfig } from '../../shared/config/admin-config.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import { FarvaultError, messageOf, systemCode } from '../../shared/errors/errors.js';
import type { UserInfo__Output } from '../../shared/rpc/gen/farvault/v1/UserInfo.js';
import { collect, examples, withServer, type CommandContext } from '../command.js';
import { formatTime, jsonTime } from '../output/format.js';
import { fields, table } from '../output/table.js';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';

function json(user: UserInfo__Output): object {
  return { name: user.name, role: user.role, offices: user.offices, state: user.state, createdAt: jsonTime(user.createdMs), certificateExpiresAt: jsonTime(user.certificateExpiresMs) };
}

const ROLES = ['admin', 'operator', 'restore-only', 'auditor'];
const ROLE_HELP = 'admin: everything; operator: runs, cancels, restores, pauses, acknowledges; restore-only: restores; auditor: reads all but contents';

function officesOf(user: UserInfo__Output): string {
  return user.offices.length === 0 ? 'all' : user.offices.join(', ');
}

function show(context: CommandContext, user: UserInfo__Output): void {
  if (context.json) context.printJson(json(user));
  else context.print(fields([['Name', user.name], ['Role', user.role], ['Offices', officesOf(user)], ['State', user.state], ['Created', formatTime(user.createdMs)], ['Certificate until', formatTime(user.certificateExpiresMs)]]));
}

/** An administrator whose key could not be written would be one that nobody can be, but who counts: the file is there before the server is asked. */
async function reserve(file: string): Promise<void> {
  try {
    await (await open(file, 'wx', 0o600)).close();
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new FarvaultError('EXISTS', `${file} exists`, { remedy: 'Name another file with --output.' });
    throw new FarvaultError('USAGE', `${file} cannot be written: ${messageOf(error)}`, { cause: error, remedy: 'Name another file with --output.' });
  }
}

export function userCommand(program: Command): void {
  const user = program
    .command('user')
    .description('administrators, what they may do and for which offices')
    .addHelpText(
      'after',
      examples(
        'backupctl user create maria --output maria.json',
        'backupctl config import maria.json   # on her machine',
        'backupctl user create paul --role operator --office lyon --office nantes --output paul.json',
        'backupctl user update paul --role restore-only --all-offices',
        'backupctl user revoke maria',
      ),
    );

  user
    .command('create <name>')
    .description('make an administrator and write their configuration file; its key exists nowhere else')
    .requiredOption('--output <file>', 'where to write the configuration (mode 0600)')
    .addOption(new Option('--role <role>', ROLE_HELP).choices(ROLES).default('admin'))
    .option('--office <name>', 'only this office; repeatable (default: all)', collect, [])
    .action((name: string, options: { output: string; role: string; office: string[] }, command: Command) =>
      withServer(command, async (context) => {
        const file = path.resolve(options.output);
        await reserve(file);
        // Loaded only here: certificates take a quarter of the start of any other command.
        const { createKeyAndRequest, toPem } = await import('../../shared/rpc/key-pair.js');
        const { key, csr } = await createKeyAndRequest();
        const made = await context.call('CreateUser', { name, csr, role: options.role, offices: options.office }).catch(async (error: unknown) => {
          // The server may have made the user although its answer was lost: the message then says that the name is taken.
          await rm(file, { force: true });
          throw error;
        });
        const config: AdminConfig = { addresses: made.addresses, ca: toPem('CERTIFICATE', made.ca), certificate: toPem('CERTIFICATE', made.certificate), key, repositoryId: made.repositoryId };
        await writeFileDurable(file, Buffer.from(`${JSON.stringify(config, null, 2)}\n`));
        if (context.json) context.printJson({ ...json(made.user!), config: file });
        else context.print(`${options.role} ${name} created: ${file}\nGive them the file by a safe way; on their machine: backupctl config import ${path.basename(file)}`);
      }),
    );

  user.command('list').description('all administrators').action((_options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const { users } = await context.call('ListUsers', {});
      if (context.json) {
        context.printJson(users.map(json));
        return;
      }
      context.print(
        table(users, [
          { title: 'name', value: (row) => row.name },
          { title: 'role', value: (row) => row.role },
          { title: 'offices', value: (row) => officesOf(row) },
          { title: 'state', value: (row) => row.state },
          { title: 'created', value: (row) => formatTime(row.createdMs) },
          { title: 'certificate until', value: (row) => formatTime(row.certificateExpiresMs) },
        ], 'no administrators'),
      );
    }),
  );

  user.command('show <name>').description('one administrator').action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const { users } = await context.call('ListUsers', {});
      const found = users.find((one) => one.name === name);
      if (found === undefined) throw new FarvaultError('NOT_FOUND', `no user is called '${name}'`, { remedy: 'backupctl user list shows them' });
      show(context, found);
    }),
  );

  user
    .command('update <name>')
    .description('change what they may do; it holds from their next command on')
    .addOption(new Option('--role <role>', ROLE_HELP).choices(ROLES))
    .option('--office <name>', 'only this office; repeatable', collect, [])
    .option('--all-offices', 'no limit to offices')
    .action((name: string, options: { role?: string; office: string[]; allOffices?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        const allOffices = options.allOffices === true;
        if (options.role === undefined && options.office.length === 0 && !allOffices) throw new FarvaultError('USAGE', 'nothing to change', { remedy: 'give --role, --office or --all-offices' });
        show(context, await context.call('UpdateUser', { name, role: options.role ?? '', offices: options.office, allOffices }));
      }),
    );

  user.command('revoke <name>').description("take away an administrator's access at once").action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const revoked = await context.call('RevokeUser', { name });
      if (context.json) context.printJson(json(revoked));
      else context.print(`administrator ${revoked.name} revoked`);
    }),
  );
}
