import type { Command } from 'commander';
import type { AdminConfig } from '../../shared/config/admin-config.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { UserInfo__Output } from '../../shared/rpc/gen/farvault/v1/UserInfo.js';
import { examples, withServer } from '../command.js';
import { formatTime, jsonTime } from '../output/format.js';
import { table } from '../output/table.js';
import { existsSync } from 'node:fs';
import path from 'node:path';

function json(user: UserInfo__Output): object {
  return { name: user.name, role: user.role, state: user.state, createdAt: jsonTime(user.createdMs), certificateExpiresAt: jsonTime(user.certificateExpiresMs) };
}

export function userCommand(program: Command): void {
  const user = program
    .command('user')
    .description('administrators')
    .addHelpText('after', examples('backupctl user create maria --output maria.json', 'backupctl config import maria.json   # on her machine', 'backupctl user revoke maria'));

  user
    .command('create <name>')
    .description('make an administrator and write their configuration file; its key exists nowhere else')
    .requiredOption('--output <file>', 'where to write the configuration (mode 0600)')
    .action((name: string, options: { output: string }, command: Command) =>
      withServer(command, async (context) => {
        const file = path.resolve(options.output);
        if (existsSync(file)) throw new FarvaultError('EXISTS', `${file} exists`, { remedy: 'name another file with --output' });
        // Loaded only here: certificates take a quarter of the start of any other command.
        const { createKeyAndRequest, toPem } = await import('../../shared/rpc/key-pair.js');
        const { key, csr } = await createKeyAndRequest();
        const made = await context.call('CreateUser', { name, csr });
        const config: AdminConfig = { addresses: made.addresses, ca: toPem('CERTIFICATE', made.ca), certificate: toPem('CERTIFICATE', made.certificate), key, repositoryId: made.repositoryId };
        await writeFileDurable(file, Buffer.from(`${JSON.stringify(config, null, 2)}\n`));
        if (context.json) context.printJson({ ...json(made.user!), config: file });
        else context.print(`administrator ${name} created: ${file}\nGive them the file by a safe way; on their machine: backupctl config import ${path.basename(file)}`);
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
          { title: 'state', value: (row) => row.state },
          { title: 'created', value: (row) => formatTime(row.createdMs) },
          { title: 'certificate until', value: (row) => formatTime(row.certificateExpiresMs) },
        ], 'no administrators'),
      );
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
