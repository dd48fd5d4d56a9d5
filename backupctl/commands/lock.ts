// Retention locks: nobody makes them shorter.
import { Argument, type Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { RetentionLock__Output } from '../../shared/rpc/gen/farvault/v1/RetentionLock.js';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer } from '../command.js';
import { confirm } from '../confirm.js';
import { formatTime, jsonTime } from '../output/format.js';
import { parseDuration } from '../output/sizes.js';
import { table } from '../output/table.js';
import { parseWhen } from '../output/when.js';

const DAY_MS = 86_400_000;

function json({ scope, keepMs, untilMs, by, setMs, snapshots }: RetentionLock__Output): object {
  return { scope, keepSeconds: keepMs / 1000, until: untilMs === 0 ? null : jsonTime(untilMs), by, setAt: jsonTime(setMs), snapshots };
}

function daysText(ms: number): string {
  const days = ms / DAY_MS;
  return days === 1 ? '1 day' : `${Number.isInteger(days) ? days : days.toFixed(1)} days`;
}

export function lockCommand(program: Command): void {
  const lock = program
    .command('lock')
    .description('retention locks: snapshots of an office or a job that nobody can expire or delete before their time')
    .addHelpText('after', examples('backupctl lock set office lyon --keep 90d --until 2030-01-01', 'backupctl lock set job payroll --keep 3650d --for-ever --yes', 'backupctl lock list'));

  lock
    .command('set')
    .description('set a lock, or raise it; it can never be lowered or taken away')
    .addArgument(new Argument('<scope>', 'of what').choices(['office', 'job']))
    .argument('<name>')
    .requiredOption('--keep <duration>', 'each snapshot is locked for so long from its commit', parseDuration)
    .option('--until <time>', 'only snapshots that are made before: 2030-01-01')
    .option('--for-ever', 'all snapshots to come (the default)')
    .option('--yes', 'do not ask')
    .action((scope: string, name: string, { keep, until, forEver, yes }: { keep: number; until?: string; forEver?: boolean; yes?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        if (until !== undefined && forEver === true) throw new FarvaultError('USAGE', 'give --until or --for-ever, not both');
        const untilMs = until === undefined ? 0 : parseWhen(until, systemClock.now());
        const which = untilMs === 0 ? 'All its snapshots, those there are and those to come,' : `Its snapshots made before ${formatTime(untilMs)}`;
        await confirm(`${which} will be locked for ${daysText(keep * 1000)} from their commit. Nobody can shorten this, and the space stays taken. Lock ${scope} ${name}?`, yes, context.signal);
        const set = await context.call('SetRetentionLock', { scope: `${scope} ${name}`, keepMs: keep * 1000, untilMs });
        if (context.json) context.printJson(json(set));
        else context.print(`${set.scope} is locked: ${daysText(set.keepMs)} from the commit, ${set.untilMs === 0 ? 'for ever' : `for what is made before ${formatTime(set.untilMs)}`}; ${set.snapshots} snapshots are locked now`);
      }),
    );

  lock.command('list').description('all locks').action((_options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const { locks } = await context.call('ListRetentionLocks', {});
      if (context.json) {
        context.printJson(locks.map(json));
        return;
      }
      context.print(
        table(locks, [
          { title: 'of', value: (row) => row.scope },
          { title: 'keep', value: (row) => daysText(row.keepMs), align: 'right' },
          { title: 'made before', value: (row) => (row.untilMs === 0 ? 'for ever' : formatTime(row.untilMs)) },
          { title: 'locked now', value: (row) => String(row.snapshots), align: 'right' },
          { title: 'by', value: (row) => row.by },
          { title: 'set', value: (row) => formatTime(row.setMs) },
        ], 'no locks: backupctl lock set office NAME --keep 90d makes one'),
      );
    }),
  );
}
