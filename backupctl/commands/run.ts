import { Option, type Command } from 'commander';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import type { RunLog__Output } from '../../shared/rpc/gen/farvault/v1/RunLog.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer } from '../command.js';
import { formatBytes, formatDuration, formatTime, jsonPath, jsonTime, printable } from '../output/format.js';
import { describeRun, exitCodeOf, followRun, jsonRun } from '../output/run-view.js';
import { parseCount } from '../output/sizes.js';
import { table } from '../output/table.js';
import { watchRuns } from '../output/watch-runs.js';
import { parseWhen } from '../output/when.js';

const MAX_NOTE_CHARS = 60;

interface ListOptions {
  job: string;
  agent: string;
  office: string;
  kind: string;
  state: string;
  since?: string;
  until?: string;
  limit: number;
}

export function runCommand(program: Command): void {
  const run = program
    .command('run')
    .description('runs: backups and restores, waiting, going on or ended')
    .addHelpText('after', examples('backupctl run list --job docs', 'backupctl run list --office lyon --state failed --since 7d', 'backupctl run logs 3f9a --level warn', 'backupctl run watch 3f9a', 'backupctl run watch --office lyon', 'backupctl run cancel 3f9a'));

  run
    .command('list')
    .description('runs, newest first')
    .option('--job <name>', 'only those of this job', '')
    .option('--agent <name>', 'only those on this agent', '')
    .option('--office <name>', 'only those of this office', '')
    .option('--kind <kind>', 'only those of this kind: backup, restore', '')
    .option('--since <when>', 'only those asked for since then: an age such as 12h or 7d, a day, or a time')
    .option('--until <when>', 'only those asked for before then')
    .addOption(new Option('--state <state>', 'only those in this state').choices(['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']).default('', 'all'))
    .option('--limit <n>', 'at most so many', parseCount, 50)
    .action(({ since, until, ...options }: ListOptions, command: Command) =>
      withServer(command, async (context) => {
        const now = systemClock.now();
        const { runs } = await context.call('ListRuns', { ...options, sinceMs: since === undefined ? 0 : parseWhen(since, now), untilMs: until === undefined ? 0 : parseWhen(until, now) });
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
            { title: 'held back', value: (row) => row.heldBackBy },
            { title: 'sent', value: (row) => (row.kind === 'backup' ? formatBytes(row.counters?.bytesSent ?? 0) : ''), align: 'right' },
            { title: 'note', value: (row) => noteOf(row) },
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

  run
    .command('watch [ids...]')
    .description('follow runs: one to its end, exiting as it ends; several, or all that go on and start, side by side')
    .option('--job <name>', 'those of this job', '')
    .option('--agent <name>', 'those on this agent', '')
    .option('--office <name>', 'those of this office', '')
    .action((ids: string[], filter: { job: string; agent: string; office: string }, command: Command) =>
      withServer(command, async (context) => {
        const filtered = filter.job !== '' || filter.agent !== '' || filter.office !== '';
        if (ids.length !== 1 || filtered) {
          process.exitCode = await watchRuns(context, { ids, ...filter });
          return;
        }
        const ended = await followRun(context, ids[0], { jsonLines: context.json });
        if (!context.json) context.print(describeRun(ended));
        process.exitCode = exitCodeOf(ended);
      }),
    );
}

/** Why it is not done, or not well. */
function noteOf({ state, error, waitingFor }: Run__Output): string {
  const note = state === 'queued' && waitingFor !== '' ? `waits for ${waitingFor}` : error;
  return note.length > MAX_NOTE_CHARS ? `${note.slice(0, MAX_NOTE_CHARS - 1)}…` : note;
}
