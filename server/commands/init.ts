import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import { parseAddress } from '../../shared/rpc/address.js';
import { systemClock } from '../../shared/time/clock.js';
import { ensureFirstAdmin, ensureRepository, requireUnused } from '../init.js';
import { writeServerConfig, type ServerConfig } from '../server-config.js';
import { initFrom } from './init-from.js';
import { withStoppedServer } from './offline.js';

export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

interface Options {
  dataDir: string;
  advertise: string[];
  from?: string;
  recoveryKey?: string;
  withoutKeys?: boolean;
}

export function addInit(program: Command): void {
  program
    .command('init')
    .description('make a repository, its CA and the first administrator in an unused directory')
    .requiredOption('--data-dir <dir>', 'directory to make or fill')
    .option('--advertise <host[:port]>', 'where agents and administrators find this server; repeatable, in order', collect, [])
    .option('--from <dir>', 'bring the repository back from this second copy (backupd copy), instead of making one')
    .option('--recovery-key <file>', 'with --from: what opens the sealed keys (default: where the first copy wrote it, ~/.farvault/recovery-REPOSITORY.key)')
    .option('--without-keys', 'with --from: the recovery key is lost; there is a new CA, and every agent enrols anew')
    .addHelpText('after', '\nExamples:\n  backupd init --data-dir /srv/farvault\n  backupd init --data-dir /srv/farvault --advertise backup.example.org --advertise 192.0.2.7:8470\n  backupd init --data-dir /srv/farvault --from /mnt/usb/farvault')
    .action(async ({ dataDir, advertise, from, recoveryKey, withoutKeys = false }: Options) => {
      for (const address of advertise) parseAddress(address);
      if (from !== undefined) {
        if (withoutKeys && recoveryKey !== undefined) throw new FarvaultError('USAGE', '--recovery-key and --without-keys exclude each other');
        await initFrom({ dataDir, from, advertise, keys: !withoutKeys, ...(recoveryKey === undefined ? {} : { recoveryKey }) });
        return;
      }
      if (recoveryKey !== undefined || withoutKeys) throw new FarvaultError('USAGE', '--recovery-key and --without-keys belong to --from');
      await requireUnused(dataDir);
      const config: Pick<ServerConfig, 'advertise'> = { advertise };
      await ensureRepository(dataDir, systemClock);
      await writeServerConfig(dataDir, config);
      await withStoppedServer(dataDir, config, async (context) => {
        const file = await ensureFirstAdmin(dataDir, context.fleet, context.repository.id.toString('hex'), context.addresses());
        process.stdout.write(`repository ${context.repository.id.toString('hex')}\nadministrator's configuration: ${file ?? ''}\nUse it with: backupctl --config ${file ?? ''} status\n`);
      });
    });
}
