import type { Command } from 'commander';
import { createLogger } from '../../shared/service/log.js';
import { stopSignal } from '../../shared/service/signals.js';
import { systemClock } from '../../shared/time/clock.js';
import { claimDataDir } from '../agent-files.js';
import { createAgentContext } from '../context.js';
import { startSmall } from '../memory.js';
import { installedFrom } from '../update/installed.js';
import { failTrial } from '../update/trial.js';

export function addRun(program: Command): void {
  program
    .command('run')
    .description('serve: keep in touch with the server and carry out its runs')
    .requiredOption('--data-dir <dir>', "the agent's directory")
    .addHelpText('after', '\nExample:\n  backup-agent run --data-dir /var/lib/farvault-agent')
    .action(async ({ dataDir }: { dataDir: string }) => {
      startSmall();
      const stopped = stopSignal();
      try {
        const claim = await claimDataDir(dataDir);
        try {
          const context = await createAgentContext({ dataDir, installed: installedFrom(process.env), clock: systemClock, log: createLogger('backup-agent') });
          process.exitCode = await context.run(stopped);
        } finally {
          await claim.release();
        }
      } catch (error) {
        await failTrial(process.env, error);
        throw error;
      }
    });
}
