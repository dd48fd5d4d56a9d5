import type { Command } from 'commander';
import { createLogger } from '../../shared/service/log.js';
import { systemClock } from '../../shared/time/clock.js';
import { rebuildViews } from '../repository/index.js';
import { createServerState } from '../state.js';

export function addRebuild(program: Command): void {
  program
    .command('rebuild')
    .description('make the views (index, catalog) anew from journal and packs; backupd must be stopped')
    .requiredOption('--data-dir <dir>', 'directory of the repository')
    .option('--from-packs', 'the journal is lost or damaged: recover it from what the packs hold', false)
    .addHelpText('after', '\nExamples:\n  backupd rebuild --data-dir /srv/farvault\n  backupd rebuild --data-dir /srv/farvault --from-packs')
    .action(async ({ dataDir, fromPacks }: { dataDir: string; fromPacks: boolean }) => {
      const { options } = createServerState(createLogger('backupd'), systemClock);
      await rebuildViews({ dataDir, fromPacks, ...options, log: (message) => process.stdout.write(`${message}\n`) });
      process.stdout.write('rebuilt\n');
    });
}
