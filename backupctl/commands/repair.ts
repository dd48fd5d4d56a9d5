// Repair: what reads well again is taken back, single chunks are salvaged, the index is corrected. Nothing is deleted.
import type { Command } from 'commander';
import { examples, withServer } from '../command.js';
import { jsonRun, waitForRun } from '../output/run-view.js';

export function repairCommand(program: Command): void {
  program
    .command('repair')
    .description('take back what reads well again, salvage single chunks of damaged frames, correct the chunk index; deletes nothing')
    .option('--wait', 'show progress, and exit as the run ends: 7 when something stays lost')
    .addHelpText('after', examples('backupctl repair --wait', 'backupctl damage list'))
    .action(({ wait = false }: { wait?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        const run = await context.call('StartRepair', {});
        if (wait) await waitForRun(context, run.id);
        else if (context.json) context.printJson(jsonRun(run));
        else context.print(`run ${run.id} ${run.state}: backupctl run watch ${run.id} follows it`);
      }),
    );
}
