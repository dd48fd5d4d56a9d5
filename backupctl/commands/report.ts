// Reports: as a table for people, or as the server writes them (JSON, CSV, a page) to standard output or a file.
import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { ReportPart__Output } from '../../shared/rpc/gen/farvault/v1/ReportPart.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { isReport, reportTable } from '../output/report-table.js';
import { table } from '../output/table.js';
import { parseWhen } from '../output/when.js';

const ABOUT = {
  rpo: 'recovery points: what each job would lose, against its target; worst first',
  rto: 'recovery times: how long until everything of a job is back, as its restore drills say, against its target; worst first',
  storage: 'what offices and jobs hold, how it grows, and when the disk is full',
  runs: 'how runs ended, how long they took, why they failed, what held them back',
};

interface ReportOptions {
  since: string;
  until?: string;
  office: string;
  timezone: string;
  format?: string;
  output?: string;
}

export function reportCommand(program: Command): void {
  const report = program
    .command('report')
    .description('reports: recovery points, recovery times, storage, runs; and those that are sent on a schedule')
    .addHelpText('after', examples('backupctl report rpo', 'backupctl report storage --since 90d --format html --output storage.html', 'backupctl report runs --office lyon --format csv'));

  for (const [kind, about] of Object.entries(ABOUT)) {
    report
      .command(kind)
      .description(about)
      .option('--since <when>', 'from then on: an age such as 30d or 12h, a day, or a time', '30d')
      .option('--until <when>', 'up to then (default: now)')
      .option('--office <name>', 'of this office alone', '')
      .option('--timezone <zone>', 'whose days', Intl.DateTimeFormat().resolvedOptions().timeZone)
      .addOption(new Option('--format <format>', 'how it is written').choices(['table', 'json', 'csv', 'html']).default('table', 'table, or json with --json'))
      .option('--output <file>', 'write it there')
      .action((options: ReportOptions, command: Command) => withServer(command, (context) => print(kind, options, context)));
  }

  report
    .command('list')
    .description('reports that are sent on a schedule (backupctl apply makes them)')
    .action((_options: unknown, command: Command) => withServer(command, list));

  report
    .command('send <name>')
    .description('send a report that is scheduled now, too')
    .action((name: string, _options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const { detail } = await context.call('SendReport', { name });
        if (context.json) context.printJson({ name, detail });
        else context.print(detail);
      }),
    );
}

async function print(kind: string, options: ReportOptions, context: CommandContext): Promise<void> {
  const now = systemClock.now();
  const shown = options.format === 'table' && context.json ? 'json' : (options.format ?? 'table');
  const request = {
    kind,
    sinceMs: parseWhen(options.since, now),
    untilMs: options.until === undefined ? 0 : parseWhen(options.until, now),
    office: options.office,
    timezone: options.timezone,
    format: shown === 'table' ? 'json' : shown,
  };
  const document = await new Promise<Buffer>((resolve, reject) => {
    const parts: Buffer[] = [];
    const call = context.connection.admin.getReport(request);
    context.signal.addEventListener('abort', () => call.cancel(), { once: true });
    call.on('data', (part: ReportPart__Output) => parts.push(part.data));
    call.on('end', () => resolve(Buffer.concat(parts)));
    call.on('error', (error) => reject(fromServiceError(error)));
  });
  const text = shown === 'table' ? `${asTable(document)}\n` : document;
  if (options.output === undefined) process.stdout.write(text);
  else {
    await writeFile(options.output, text).catch((error: unknown) => {
      throw new FarvaultError('IO', `cannot write ${options.output}: ${messageOf(error)}`, { cause: error });
    });
    context.note(`written to ${options.output}`);
  }
}

function asTable(document: Buffer): string {
  const report: unknown = JSON.parse(document.toString());
  if (!isReport(report)) throw new FarvaultError('FORMAT', 'the server sent a report that this backupctl does not know', { remedy: 'Use a backupctl of the same version.' });
  return reportTable(report);
}

interface ListedReport {
  name: string;
  report: string;
  schedule: string[];
  timezone?: string;
  period?: number | string;
  office?: string;
  destinations: string[];
  format?: string;
}

async function list(context: CommandContext): Promise<void> {
  const { resourcesJson } = await context.call('Export', { sections: ['reports'] });
  const { reports = [] } = JSON.parse(resourcesJson) as { reports?: ListedReport[] };
  if (context.json) {
    context.printJson(reports);
    return;
  }
  context.print(
    table(reports, [
      { title: 'name', value: (row) => row.name },
      { title: 'report', value: (row) => row.report },
      { title: 'schedule', value: (row) => `${row.schedule.join(', ')} ${row.timezone ?? 'UTC'}` },
      { title: 'office', value: (row) => row.office ?? 'all' },
      { title: 'format', value: (row) => row.format ?? 'html' },
      { title: 'destinations', value: (row) => row.destinations.join(', ') },
    ], 'no report is sent on a schedule (backupctl apply -f FILE makes one)'),
  );
}
