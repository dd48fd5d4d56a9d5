import { Option, type Command } from 'commander';
import type { PlannedRun__Output } from '../../shared/rpc/gen/farvault/v1/PlannedRun.js';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer } from '../command.js';
import { formatTime, jsonTime } from '../output/format.js';
import { parseCount, parseDuration } from '../output/sizes.js';
import { table } from '../output/table.js';

interface Options {
  next: number;
  office: string;
  agent: string;
  job: string;
  limit: number;
}

export function scheduleCommand(program: Command): void {
  const schedule = program
    .command('schedule')
    .description('what will run when')
    .addHelpText('after', examples('backupctl schedule show', 'backupctl schedule show --next 7d --office lyon', 'backupctl schedule show --job docs --json'));

  schedule
    .command('show')
    .description('due times of all jobs, soonest first: jitter, windows and blackouts counted in')
    .addOption(new Option('--next <duration>', 'so far ahead: 90m, 24h, 7d').argParser(parseDuration).default(24 * 3600, '24h'))
    .option('--office <name>', 'only agents of this office', '')
    .option('--agent <name>', 'only jobs of this agent', '')
    .option('--job <name>', 'only this job', '')
    .option('--limit <n>', 'at most so many', parseCount, 200)
    .action(({ next, ...filter }: Options, command: Command) =>
      withServer(command, async (context) => {
        const fromMs = systemClock.now();
        const { runs, more } = await context.call('PlanSchedule', { fromMs, toMs: fromMs + next * 1000, ...filter });
        if (context.json) context.printJson(runs.map(({ job, agent, office, dueMs, timezone, note }) => ({ job, agent, office, dueAt: jsonTime(dueMs), timezone, note: note === '' ? null : note })));
        else {
          context.print(
            table(runs, [
              { title: 'due', value: (run) => formatTime(run.dueMs) },
              { title: 'job', value: (run) => run.job },
              { title: 'agent', value: (run) => run.agent },
              { title: 'office', value: (run) => run.office },
              { title: 'local time there', value: timeThere },
              { title: 'note', value: (run) => run.note },
            ], 'nothing is due by a schedule in this time: backupctl job show NAME tells the schedule of a job'),
          );
        }
        if (more) context.note(`only the first ${runs.length}: ${runs.length < filter.limit ? 'a shorter --next, --job or --office shows the rest' : '--limit shows more'}`);
      }),
    );
}

/** In the zone of the schedule. */
function timeThere({ dueMs, timezone }: PlannedRun__Output): string {
  const time = new Date(dueMs).toLocaleString('en-GB', { timeZone: timezone, weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return `${time.replace(',', '')} ${timezone}`;
}
