import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { makeAdmin } from '../init.js';
import { adminConfigFile, lastAddresses } from '../pki/index.js';
import { readServerConfig } from '../server-config.js';
import { withStoppedServer } from './offline.js';

/** For those who have lost every key of an administrator with all rights: whoever can write the data directory may make another. */
export function addAdmin(program: Command): void {
  program
    .command('admin')
    .description('make an administrator with all rights, or give one a new key; backupd must be stopped')
    .requiredOption('--data-dir <dir>', 'directory of the repository')
    .option('--name <name>', 'who; one of that name loses their old key', 'admin')
    .option('--output <file>', "where to write the administrator's configuration (default: admin.json in the data directory)")
    .addHelpText('after', '\nExamples:\n  backupd admin --data-dir /srv/farvault\n  backupd admin --data-dir /srv/farvault --name maria --output /root/maria.json')
    .action(async ({ dataDir, name, output }: { dataDir: string; name: string; output?: string }) => {
      const file = output === undefined ? adminConfigFile(dataDir) : path.resolve(output);
      // Before the old key is taken away: a new one that cannot be written down would leave nobody.
      await access(path.dirname(file), constants.W_OK).catch((error: unknown) => {
        throw new FarvaultError('USAGE', `${file} cannot be written: ${messageOf(error)}`, { cause: error, remedy: 'Name another file with --output.' });
      });
      await withStoppedServer(dataDir, await readServerConfig(dataDir), async (context) => {
        // Where it listened last: `run` may have been told another port.
        await makeAdmin(file, name, context.fleet, context.repository.id.toString('hex'), (await lastAddresses(dataDir)) ?? context.addresses());
        process.stdout.write(`administrator ${name}: ${file}\nStart backupd, then: backupctl --config ${file} status\n`);
      });
    });
}
