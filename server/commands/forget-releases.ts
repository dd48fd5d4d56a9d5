import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readServerConfig } from '../server-config.js';
import { withStoppedServer } from './offline.js';

/** For those who have lost too many root keys: whoever can write the data directory may have the server take another first root. Agents take none: that is the point of it. */
export function addForgetReleases(program: Command): void {
  program
    .command('forget-releases')
    .description('forget roots, targets and archives of releases, so that another first root can be imported; backupd must be stopped')
    .requiredOption('--data-dir <dir>', 'directory of the repository')
    .option('--yes', 'do it: installed agents get no updates before they are installed anew')
    .addHelpText('after', '\nExamples:\n  backupd forget-releases --data-dir /srv/farvault --yes')
    .action(async ({ dataDir, yes }: { dataDir: string; yes?: true }) => {
      if (yes === undefined) {
        throw new FarvaultError('USAGE', 'agents that are installed trust the roots that are to be forgotten, and take no others: they back up on, and get no updates before they are installed anew', {
          remedy: 'With a root and two of its keys at hand none of this is needed (docs/operations.md). Give --yes to do it.',
        });
      }
      await withStoppedServer(dataDir, await readServerConfig(dataDir), async (context) => {
        const { fingerprint } = await context.releases.forget();
        process.stdout.write(`forgotten: the releases of root ${fingerprint}\nStart backupd, then: backupctl release import 1.root.json\n`);
      });
    });
}
