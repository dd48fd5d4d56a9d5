import { Option, type Command } from 'commander';
import type { RunLog__Output } from '../../shared/rpc/gen/farvault/v1/RunLog.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { examples, withServer } from '../command.js';
import { formatBytes, formatDuration, formatTime, jsonPath, jsonTime, printable } from '../output/format.js';
import { describeRun, exitCodeOf, followRun, jsonRun } from '../output/run-view.js';
import { parseCount } from '../output/sizes.js';
import { table } from '../output/table.js';

export function runCommand(program: Command): void {
  const run = program
    .command('run')
    .description('runs: backups and restores, going on or ended')
    .addHelpText('after', examples('backupctl run list --job docs', 'backupctl run logs 3f9a --level warn', 'backupctl run watch 3f9a', 'backupctl run cancel 3f9a'));

  run
    .command('list')
    .description('runs, newest first')
    .option('--job <name>', 'only those of this job', '')
    .option('--agent <name>', 'only those on this agent', '')
    .addOption(new Option('--state <state>', 'only those in this state').choices(['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']).default('', 'all'))
    .option('--limit <n>', 'at most so many', parseCount, 50)
    .action((options: { job: string; agent: string; state: string; limit: number }, command: Command) =>
      withServer(command, async (context) => {
        const { runs } = await context.call('ListRuns', options);
        if (context.json) {
          context.printJson(runs.map(jsonRun));
          return;
        }
        context.print(
          table(runs, [
            { title: 'id', value: (row) => row.id },
            { title: 'kind', value: (row) => row.kind },
            { title: 'job', value: (row) => row.job },
            { title: 'agent', value: (row) => row.agent },
            { title: 'state', value: (row) => row.state },
            { title: 'queued', value: (row) => formatTime(row.queuedMs) },
            { title: 'took', value: (row) => (row.endedMs > 0 && row.startedMs > 0 ? formatDuration(row.endedMs - row.startedMs) : '') },
            { title: 'sent', value: (row) => (row.kind === 'backup' ? formatBytes(row.counters?.bytesSent ?? 0) : ''), align: 'right' },
            { title: 'error', value: (row) => (row.error.length > 60 ? `${row.error.slice(0, 59)}…` : row.error) },
          ], 'no runs yet: backupctl job run NAME'),
        );
      }),
    );

  run.command('show <id>').description('one run').action((id: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const shown = await context.call('GetRun', { id });
      if (context.json) context.printJson(jsonRun(shown));
      else context.print(describeRun(shown));
    }),
  );

  run
    .command('logs <id>')
    .description('what a run logged: skipped files, warnings, decisions')
    .option('--follow', 'go on until the run has ended')
    .addOption(new Option('--level <level>', 'this level and worse').choices(['debug', 'info', 'warn', 'error']).default('debug'))
    .action((id: string, options: { follow?: boolean; level: string }, command: Command) =>
      withServer(command, async (context) => {
        const { admin } = context.connection;
        const call = admin.getRunLog({ id, follow: options.follow === true, level: options.level });
        context.signal.addEventListener('abort', () => call.cancel(), { once: true });
        const lines: object[] = [];
        try {
          for await (const part of call as AsyncIterable<RunLog__Output>) {
            for (const line of part.lines) {
              const value = { time: jsonTime(line.timeMs), level: line.level, message: line.message, ...(line.path.length === 0 ? {} : jsonPath(line.path)) };
              if (context.json && options.follow === true) context.printJson(value);
              else if (context.json) lines.push(value);
              else context.print(`${formatTime(line.timeMs)} ${line.level.toUpperCase().padEnd(5)} ${line.path.length === 0 ? '' : `/${printable(line.path)}: `}${printable(line.message)}`);
            }
          }
        } catch (error) {
          context.signal.throwIfAborted();
          throw fromServiceError(error);
        }
        if (context.json && options.follow !== true) context.printJson(lines);
      }),
    );

  run.command('cancel <id>').description('stop it; what is stored already is not sent again next time').action((id: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const cancelled = await context.call('CancelRun', { id });
      if (context.json) context.printJson(jsonRun(cancelled));
      else context.print(cancelled.endedMs > 0 ? `run ${cancelled.id} ${cancelled.state}` : `run ${cancelled.id} is asked to stop`);
    }),
  );

  run.command('watch <id>').description('follow a run to its end; exits as the run ends').action((id: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const ended = await followRun(context, id, { jsonLines: context.json });
      if (!context.json) context.print(describeRun(ended));
      process.exitCode = exitCodeOf(ended);
    }),
  );
}
