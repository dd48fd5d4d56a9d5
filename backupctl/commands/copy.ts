// Second copies of the repository, by schedule: which there are, how they stand, made now.
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { CopyInfo__Output } from '../../shared/rpc/gen/farvault/v1/CopyInfo.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { formatBytes, formatTime } from '../output/format.js';
import { jsonRun, waitForRun } from '../output/run-view.js';
import { parseDuration } from '../output/sizes.js';
import { table } from '../output/table.js';

const LATE_AFTER_S = 36 * 3_600;
/** The folder is looked at first, and its disk may be slow to wake. */
const SET_DEADLINE_MS = 90_000;

function jsonCopy({ name, folder, schedule, lateAfterMs, lastGoodMs, journalPosition, bytes, snapshots, lastError, lastTriedMs, running }: CopyInfo__Output): object {
  const at = (ms: number): string | null => (ms === 0 ? null : new Date(ms).toISOString());
  return { name, folder, schedule, lateAfterSeconds: lateAfterMs / 1000, lastGoodAt: at(lastGoodMs), journalPosition, bytes, snapshots, lastError, lastTriedAt: at(lastTriedMs), running };
}

/** It is in no other place: shown, if it cannot be written. */
async function keepRecoveryKey(context: CommandContext, text: string, file: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    context.note(`What opens the keys in the copies lies in ${file}, and nowhere else. Keep it on paper or another machine: without it every agent must enrol anew after the loss of the server.`);
  } catch (error) {
    context.note(`${file} could not be written (${messageOf(error)}). This opens the keys in the copies; write it down, it is kept nowhere else:\n${text}`);
  }
}

function repositoryOf(text: string): string {
  return /^repository ([0-9a-f]{32})$/m.exec(text)?.[1] ?? 'farvault';
}

export function copyCommand(program: Command): void {
  const copy = program
    .command('copy')
    .description('second copies of the repository on other disks of the server')
    .addHelpText('after', examples("backupctl copy set usb --to /mnt/usb/farvault --schedule '0 4 * * *'", 'backupctl copy run usb --wait', 'backupctl copy list'));

  copy
    .command('set <name>')
    .description('keep a copy in a folder of the server; one of that name is changed. The folder is made one for copies now: its disk must be mounted')
    .requiredOption('--to <dir>', 'folder on another disk of the server: new, empty, or of earlier copies')
    .option('--schedule <cron>', "when, as in cron, in the server's time zone; default: by hand only", '')
    .option('--late-after <duration>', 'alert when the newest whole copy is older; default: 36h', parseDuration, LATE_AFTER_S)
    .option('--recovery-key <file>', 'where the key goes that opens the sealed keys, if this is the first copy; default: ~/.farvault/recovery-REPOSITORY.key')
    .addHelpText('after', examples("backupctl copy set usb --to /mnt/usb/farvault --schedule '0 4 * * *' --late-after 36h"))
    .action((name: string, options: { to: string; schedule: string; lateAfter: number; recoveryKey?: string }, command: Command) =>
      withServer(command, async (context) => {
        if (!path.isAbsolute(options.to)) throw new FarvaultError('USAGE', `${options.to} is not an absolute path; it is one of the server's`);
        const made = await context.call('SetCopy', { name, folder: options.to, schedule: options.schedule, lateAfterMs: options.lateAfter * 1000 }, SET_DEADLINE_MS);
        if (made.recoveryKey !== '') await keepRecoveryKey(context, made.recoveryKey, options.recoveryKey ?? path.join(os.homedir(), '.farvault', `recovery-${repositoryOf(made.recoveryKey)}.key`));
        if (context.json) context.printJson(jsonCopy(made));
        else context.print(`copy ${name} goes to ${made.folder}${made.schedule === '' ? '' : ` (${made.schedule})`}: backupctl copy run ${name} --wait makes it now`);
      }),
    );

  copy
    .command('list')
    .description('copies and how they stand')
    .addHelpText('after', examples('backupctl copy list'))
    .action((_options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const { copies } = await context.call('ListCopies', {});
        if (context.json) context.printJson(copies.map(jsonCopy));
        else {
          context.print(
            table(
              copies,
              [
                { title: 'name', value: (one) => one.name },
                { title: 'folder', value: (one) => one.folder },
                { title: 'schedule', value: (one) => one.schedule || 'by hand' },
                { title: 'last good', value: (one) => (one.lastGoodMs === 0 ? 'never' : formatTime(one.lastGoodMs)) },
                { title: 'snapshots', value: (one) => String(one.snapshots), align: 'right' },
                { title: 'size', value: (one) => formatBytes(one.bytes), align: 'right' },
                { title: 'state', value: (one) => (one.running !== '' ? `run ${one.running} goes on` : one.lastError === '' ? (one.lastGoodMs === 0 ? '' : 'whole') : one.lastError) },
              ],
              "no copies: backupctl copy set NAME --to DIR --schedule '0 4 * * *'",
            ),
          );
        }
      }),
    );

  copy
    .command('run <name>')
    .description('bring the copy up to date now')
    .option('--wait', 'show progress, and exit as the run ends')
    .addHelpText('after', examples('backupctl copy run usb --wait'))
    .action((name: string, options: { wait?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        const run = await context.call('StartCopy', { name });
        if (options.wait === true) await waitForRun(context, run.id);
        else if (context.json) context.printJson(jsonRun(run));
        else context.print(`run ${run.id} ${run.state}: backupctl run watch ${run.id} follows it`);
      }),
    );

  copy
    .command('delete <name>')
    .description('keep the copy no more; what lies in its folder stays')
    .addHelpText('after', examples('backupctl copy delete usb'))
    .action((name: string, _options: unknown, command: Command) =>
      withServer(command, async (context) => {
        await context.call('DeleteCopy', { name });
        if (context.json) context.printJson({ deleted: name });
        else context.print(`copy ${name} is kept no more; what lies in its folder stays`);
      }),
    );
}
