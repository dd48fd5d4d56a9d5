// The clock by which the trash, locks, holds and retention are judged.
import type { Command } from 'commander';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer } from '../command.js';
import { printResult } from '../output/approval-view.js';
import { formatDuration, formatTime, jsonTime } from '../output/format.js';
import { fields } from '../output/table.js';

export function clockCommand(program: Command): void {
  const clock = program.command('clock').description('the clock by which locks, holds and the trash are judged: it never runs backward').addHelpText('after', examples('backupctl clock show', "backupctl clock confirm --reason 'the server was off for a month'"));

  clock.command('show').description('what it says, what the server’s wall clock says, and whether they differ too much').action((_options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const { wallMs, steadyMs, doubt } = await context.call('GetClock', {});
      if (context.json) {
        context.printJson({ wall: jsonTime(wallMs), steady: jsonTime(steadyMs), doubt: doubt === '' ? null : doubt });
        return;
      }
      const apartMs = Math.abs(wallMs - steadyMs);
      context.print(
        fields([
          ['Wall clock', formatTime(wallMs)],
          ['Steady clock', `${formatTime(steadyMs)}${apartMs < 1000 ? '' : ` (${formatDuration(apartMs)} ${wallMs > steadyMs ? 'behind' : 'ahead'})`}`],
          ['In doubt', doubt === '' ? 'no' : `yes: ${doubt}. Nothing is expired or purged. Put the server's clock right if it is wrong; if it is right: backupctl clock confirm --reason TEXT`],
        ]),
      );
    }),
  );

  clock
    .command('confirm')
    .description('the wall clock is right: let the steady clock follow it (takes two administrators)')
    .requiredOption('--reason <text>', 'why they differ')
    .action(({ reason }: { reason: string }, command: Command) =>
      withServer(command, async (context) => {
        printResult(context, await context.call('ConfirmClock', { nowMs: systemClock.now(), reason }), 'done');
      }),
    );
}
