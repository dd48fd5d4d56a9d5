import { Option, type Command } from 'commander';
import type { LogEntries__Output } from '../../shared/rpc/gen/farvault/v1/LogEntries.js';
import type { LogEntry__Output } from '../../shared/rpc/gen/farvault/v1/LogEntry.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { formatTime, jsonPath, jsonTime, printable } from '../output/format.js';
import { parseCount } from '../output/sizes.js';
import { parseWhen } from '../output/when.js';

interface Options {
  agent: string;
  job: string;
  run: string;
  office: string;
  level: string;
  since?: string;
  until?: string;
  text: string;
  limit: number;
  follow?: boolean;
}

export function logCommand(program: Command): void {
  program
    .command('log')
    .description('what runs, agents and the server logged, in one place')
    .option('--agent <name>', 'only of this agent', '')
    .option('--job <name>', 'only of this job', '')
    .option('--run <id>', 'only of this run', '')
    .option('--office <name>', 'only of this office', '')
    .addOption(new Option('--level <level>', 'this level and worse').choices(['debug', 'info', 'warn', 'error']).default('info'))
    .option('--since <when>', 'from then on: an age such as 30m, 12h or 7d, a day, or a time')
    .option('--until <when>', 'up to then')
    .option('--text <text>', 'only lines with this text in the message or the path, in upper or lower case', '')
    .option('--limit <n>', 'the newest lines, so many', parseCount, 200)
    .option('--follow', 'go on with what comes, until interrupted')
    .addHelpText('after', examples('backupctl log', 'backupctl log --agent fileserver --level warn --since 24h', 'backupctl log --run 3f9a --text permission', 'backupctl log --office lyon --follow', 'backupctl log --level error --since 2026-11-01 --limit 10000 --json'))
    .action((options: Options, command: Command) => withServer(command, (context) => search(options, context)));
}

async function search({ since, until, follow, ...options }: Options, context: CommandContext): Promise<void> {
  const now = systemClock.now();
  const call = context.connection.admin.searchLog({
    ...options,
    sinceMs: since === undefined ? 0 : parseWhen(since, now),
    untilMs: until === undefined ? 0 : parseWhen(until, now),
    follow: follow === true,
  });
  context.signal.addEventListener('abort', () => call.cancel(), { once: true });
  const found: object[] = [];
  let count = 0;
  try {
    for await (const { entries } of call as AsyncIterable<LogEntries__Output>) {
      for (const entry of entries) {
        count++;
        if (!context.json) context.print(lineOf(entry));
        else if (follow === true) context.printJson(jsonEntry(entry));
        else found.push(jsonEntry(entry));
      }
    }
  } catch (error) {
    context.signal.throwIfAborted();
    throw fromServiceError(error);
  }
  if (context.json && follow !== true) context.printJson(found);
  if (!context.json && count === 0 && follow !== true) context.note('no line of the log is like that');
  if (!context.json && count === options.limit) context.note(`only the newest ${count} lines: --limit shows more`);
}

function jsonEntry({ timeMs, level, message, path, run, job, agent, office }: LogEntry__Output): object {
  const orNull = (text: string): string | null => (text === '' ? null : text);
  return { time: jsonTime(timeMs), level, message, ...(path.length === 0 ? {} : jsonPath(path)), run: orNull(run), job: orNull(job), agent: orNull(agent), office: orNull(office) };
}

function lineOf({ timeMs, level, message, path, run, job, agent }: LogEntry__Output): string {
  const about = [agent === '' ? 'server' : agent, job, run.slice(0, 8)].filter((part) => part !== '').map(printable);
  return `${formatTime(timeMs)} ${level.toUpperCase().padEnd(5)} ${about.join(' ')}: ${path.length === 0 ? '' : `/${printable(path)}: `}${printable(message)}`;
}
