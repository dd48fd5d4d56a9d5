import type { Command } from 'commander';
import { parseAddress } from '../../shared/rpc/address.js';
import { systemClock } from '../../shared/time/clock.js';
import { ensureFirstAdmin, ensureRepository, requireUnused } from '../init.js';
import { writeServerConfig, type ServerConfig } from '../server-config.js';
import { withStoppedServer } from './offline.js';

export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

export function addInit(program: Command): void {
  program
    .command('init')
    .description('make a repository, its CA and the first administrator in an unused directory')
    .requiredOption('--data-dir <dir>', 'directory to make or fill')
    .option('--advertise <host[:port]>', 'where agents and administrators find this server; repeatable, in order', collect, [])
    .addHelpText('after', '\nExamples:\n  backupd init --data-dir /srv/farvault\n  backupd init --data-dir /srv/farvault --advertise backup.example.org --advertise 192.0.2.7:8470')
    .action(async ({ dataDir, advertise }: { dataDir: string; advertise: string[] }) => {
      for (const address of advertise) parseAddress(address);
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
