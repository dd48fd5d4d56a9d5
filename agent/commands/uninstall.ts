import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { EXIT, FarvaultError } from '../../shared/errors/errors.js';
import { DEFAULT_DATA_DIR, DEFAULT_PREFIX, installPaths } from '../install/layout.js';

interface Options {
  keepData: boolean;
  yes: boolean;
  dryRun: boolean;
  prefix: string;
  root: string;
}

export function addUninstall(program: Command): void {
  program
    .command('uninstall')
    .description('take the agent off this machine: service, program, user, and its data')
    .option('--keep-data', "leave the agent's directory, and with it the machine's identity", false)
    .option('--yes', 'remove that, too', false)
    .option('--dry-run', 'print each step and change nothing', false)
    .option('--prefix <dir>', 'where the program is', DEFAULT_PREFIX)
    .option('--root <dir>', 'from an image that lies there', '')
    .addHelpText('after', '\nExamples:\n  backup-agent uninstall --dry-run\n  backup-agent uninstall --yes')
    .action(({ keepData, yes, dryRun, prefix, root }: Options) => {
      // Root's own script: it works when no slot does.
      const script = path.join(root, installPaths(prefix, DEFAULT_DATA_DIR).uninstall);
      if (!existsSync(script)) throw new FarvaultError('NOT_FOUND', `nothing is installed in ${prefix}: there is no ${script}`, { remedy: 'Name the place with --prefix.' });
      const flags = [...(keepData ? ['--keep-data'] : []), ...(yes ? ['--yes'] : []), ...(dryRun ? ['--dry-run'] : []), ...(root === '' ? [] : ['--root', root])];
      process.exitCode = spawnSync(script, flags, { stdio: 'inherit' }).status ?? EXIT.failed;
    });
}
