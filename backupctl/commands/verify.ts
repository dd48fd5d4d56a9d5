// Verification: that what is stored can be read, and is what it says.
import type { Command } from 'commander';
import type { VerifyCoverage__Output } from '../../shared/rpc/gen/farvault/v1/VerifyCoverage.js';
import { examples, withServer } from '../command.js';
import { formatBytes, formatCount, formatTime, jsonTime } from '../output/format.js';
import { jsonRun, waitForRun } from '../output/run-view.js';
import { fields } from '../output/table.js';

interface VerifyOptions {
  readData?: boolean;
  snapshot: string;
  wait?: boolean;
}

function json(coverage: VerifyCoverage__Output): object {
  const { bytesTotal, bytesVerified, bytesNever, bytesOverdue, budgetBytesPerSecond, running, packs, packsDamaged } = coverage;
  return {
    packs,
    packsDamaged,
    bytesTotal,
    bytesVerified,
    bytesNever,
    bytesOverdue,
    oldestAt: jsonTime(coverage.oldestMs),
    structureAt: jsonTime(coverage.structureMs),
    dataAt: jsonTime(coverage.dataMs),
    budgetBytesPerSecond,
    running: running === '' ? null : running,
  };
}

function shown(coverage: VerifyCoverage__Output): string {
  const { bytesTotal, bytesVerified, bytesNever, bytesOverdue, oldestMs, structureMs, dataMs, budgetBytesPerSecond, running, packs, packsDamaged } = coverage;
  const share = bytesTotal === 0 ? 100 : Math.floor((100 * bytesVerified) / bytesTotal);
  const time = (ms: number): string => (ms === 0 ? 'never' : formatTime(ms));
  return fields([
    ['Stored', `${formatBytes(bytesTotal)} in ${formatCount(packs)} packs${packsDamaged === 0 ? '' : `, ${formatCount(packsDamaged)} with frames that do not verify (backupctl damage list tells whether anything needs them)`}`],
    ['Read within 30 days', `${formatBytes(bytesVerified)} (${share} %)`],
    ['Not read back yet', formatBytes(bytesNever)],
    ['Overdue', formatBytes(bytesOverdue)],
    ['Read longest ago', time(oldestMs)],
    ['All structure', time(structureMs)],
    ['All data in one run', time(dataMs)],
    ['In the background', budgetBytesPerSecond === 0 ? 'waits: backups go on, or nothing is due' : `${formatBytes(budgetBytesPerSecond)}/s`],
    ['Going on', running === '' ? '' : `run ${running}`],
  ]);
}

export function verifyCommand(program: Command): void {
  const verify = program
    .command('verify')
    .description('check that what is stored is whole: every reference and the form of every pack; with --read-data every byte')
    .option('--read-data', 'read every byte, decode it, and rehash every chunk')
    .option('--snapshot <snapshot>', 'only what this snapshot needs', '')
    .option('--wait', 'show progress, and exit as the run ends: 7 when damage was found')
    .addHelpText('after', examples('backupctl verify --wait', 'backupctl verify --read-data --wait', 'backupctl verify --snapshot latest:docs --read-data --wait', 'backupctl verify status'))
    .action((options: VerifyOptions, command: Command) =>
      withServer(command, async (context) => {
        const { readData = false, snapshot, wait = false } = options;
        const run = await context.call('StartVerify', { readData, snapshot });
        if (wait) await waitForRun(context, run.id);
        else if (context.json) context.printJson(jsonRun(run));
        else context.print(`run ${run.id} ${run.state}: backupctl run watch ${run.id} follows it`);
      }),
    );

  verify
    .command('status')
    .description('how much was read again, and when')
    .addHelpText('after', examples('backupctl verify status', 'backupctl verify status --json'))
    .action((_options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const coverage = await context.call('GetVerifyCoverage', {});
        if (context.json) context.printJson(json(coverage));
        else context.print(shown(coverage));
      }),
    );
}
