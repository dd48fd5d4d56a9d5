import { X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { nameOfCertificate } from '../../shared/rpc/identity.js';
import { examples, plainContext, type GlobalOptions } from '../command.js';
import { CONFIG_BYTES, configFile, readAdminConfig, storedConfigFile } from '../connection.js';
import { formatTime, jsonTime } from '../output/format.js';
import { fields } from '../output/table.js';

export function configCommand(program: Command): void {
  const config = program.command('config').description('which server this machine administers').addHelpText('after', examples('backupctl config import maria.json', 'backupctl config show'));

  config
    .command('import <file>')
    .description("store an administrator's configuration for this user")
    .option('--force', 'replace the one that is stored')
    .action(async (file: string, options: { force?: boolean }, command: Command) => {
      const context = plainContext(command, new AbortController().signal);
      const bytes = await readSmallFile(path.resolve(file), CONFIG_BYTES);
      if (bytes === null) throw new FarvaultError('NOT_FOUND', `there is no file ${file}`);
      parseAdminConfig(bytes.toString(), file);
      const stored = storedConfigFile();
      const old = await readSmallFile(stored, CONFIG_BYTES);
      if (old !== null && !old.equals(bytes) && options.force !== true) throw new FarvaultError('EXISTS', `${stored} holds another configuration`, { remedy: 'replace it with --force' });
      await mkdir(path.dirname(stored), { recursive: true, mode: 0o700 });
      await writeFileDurable(stored, bytes);
      if (context.json) context.printJson({ config: stored });
      else context.print(`stored in ${stored}; ${file} can be removed`);
    });

  config
    .command('show')
    .description('where the configuration lies, and what it names')
    .action(async (_options: unknown, command: Command) => {
      const context = plainContext(command, new AbortController().signal);
      const file = configFile(command.optsWithGlobals<GlobalOptions>().config);
      const { addresses, repositoryId, certificate } = await readAdminConfig(file);
      const { subjectAltName, validTo } = new X509Certificate(certificate);
      const name = nameOfCertificate(subjectAltName);
      const user = name?.role === 'admin' ? name.name : '';
      const until = Date.parse(validTo);
      if (context.json) context.printJson({ config: file, addresses, repositoryId, user, certificateExpiresAt: jsonTime(until) });
      else context.print(fields([['Configuration', file], ['Server', addresses.join(', ')], ['Repository', repositoryId], ['User', user], ['Certificate until', formatTime(until)]]));
    });
}
