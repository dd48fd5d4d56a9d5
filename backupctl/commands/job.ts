import type { Command } from 'commander';
import type { Job, Job__Output } from '../../shared/rpc/gen/farvault/v1/Job.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { collect, examples, withServer, type CommandContext } from '../command.js';
import { formatTime, jsonTime, printable } from '../output/format.js';
import { jsonRun, waitForRun } from '../output/run-view.js';
import { jsonSettings, settingsTable } from '../output/settings-view.js';
import { fields, table } from '../output/table.js';
import { settingsGiven, withSettingFlags, type FlagValues } from '../setting-flags.js';

interface JobOptions extends FlagValues {
  agent?: string;
  path?: string[];
  image?: string[];
}

function withJobFlags(command: Command, { unset = false } = {}): Command {
  const listed = command
    .option('--path <path>', 'what to protect, absolute; can be given several times', collect)
    .option('--image <path>', 'a disk image: cut at fixed offsets; can be given several times', collect);
  return withSettingFlags(listed, { unset });
}

/** What the flags say of paths, images and settings; `fields` names the first two where they were given. */
function jobGiven(options: JobOptions): { job: Job; fields: string[]; settings: Record<string, unknown> } {
  const settings = settingsGiven(options);
  const lists = { paths: options.path ?? [], images: options.image ?? [] };
  const given = Object.entries(lists).filter(([, list]) => list.length > 0);
  return {
    job: { ...Object.fromEntries(given.map(([name, list]) => [name, list.filter((one) => one !== '')])), settingsJson: JSON.stringify(settings) },
    fields: given.map(([name]) => name),
    settings,
  };
}

function json(job: Job__Output): object {
  return {
    name: job.name,
    agent: job.agent,
    office: job.office,
    paths: job.paths,
    excludes: job.excludes,
    images: job.images,
    oneFileSystem: job.oneFileSystem,
    maxSizeBytes: job.maxSizeBytes,
    rateLimitBytes: job.rateLimitBytes,
    codec: job.codec,
    snapshot: job.fsSnapshot,
    includeCachedirTagged: job.includeCachedirTagged,
    paused: job.paused,
    nextDueAt: jsonTime(job.nextDueMs),
    settings: jsonSettings(job.effective),
    createdAt: jsonTime(job.createdMs),
    updatedAt: jsonTime(job.updatedMs),
    lastRun: job.lastRun === null ? null : jsonRun(job.lastRun),
    latestSnapshot: job.latestSnapshot === '' ? null : job.latestSnapshot,
    never: job.never,
    id: job.id,
  };
}

function show(context: CommandContext, job: Job__Output, all = false): void {
  if (context.json) {
    context.printJson(json(job));
    return;
  }
  context.print(
    fields([
      ['Name', job.name],
      ['Agent', `${job.agent} (office ${job.office})`],
      ['Paths', printable(job.paths.join(', '))],
      ['Images', printable(job.images.join(', '))],
      ['State', job.paused ? 'paused: its schedule is not followed' : ''],
      ['Next run', job.paused ? '' : job.nextDueMs === 0 ? 'by hand alone: it has no schedule' : formatTime(job.nextDueMs)],
      ['Created', formatTime(job.createdMs)],
      ['Changed', job.updatedMs === job.createdMs ? '' : formatTime(job.updatedMs)],
      ['Last run', job.lastRun === null ? 'never' : `${job.lastRun.state}, ${formatTime(job.lastRun.queuedMs)} (${job.lastRun.id})`],
      ['Latest snapshot', job.latestSnapshot],
    ]),
  );
  context.print(`\n${settingsTable(job.effective, all)}`);
  context.print(`\nNever backed up:\n${job.never.map((line) => `  ${line}`).join('\n')}`);
}

export function jobCommand(program: Command): void {
  const job = program
    .command('job')
    .description('jobs: what is protected, on which agent')
    .addHelpText('after', examples('backupctl job create docs --agent fileserver --path /srv/docs --exclude "*.tmp"', 'backupctl job run docs --wait', 'backupctl job update docs --max-size 10GiB'));

  withJobFlags(job.command('create <name>').description('make a job; what it does not say itself, policies decide').requiredOption('--agent <name>', 'the agent that runs it')).action((name: string, options: JobOptions, command: Command) =>
    withServer(command, async (context) => {
      const wanted: Job = { name, agent: options.agent!, ...jobGiven(options).job };
      const made = await context.call('CreateJob', { job: wanted });
      if (context.json) context.printJson(json(made));
      else context.print(`job ${made.name} created: ${made.nextDueMs === 0 ? `backupctl job run ${made.name} --wait runs it` : `it runs next at ${formatTime(made.nextDueMs)}`}`);
    }),
  );

  withJobFlags(job.command('update <name>').description('change what is given; lists replace the old ones, --exclude "" empties'), { unset: true }).action((name: string, options: JobOptions, command: Command) =>
    withServer(command, async (context) => {
      const { job: changes, fields: changed, settings } = jobGiven(options);
      if (changed.length === 0 && Object.keys(settings).length === 0) throw new FarvaultError('USAGE', 'nothing to change is given', { remedy: 'backupctl job update --help lists what can be' });
      show(context, await context.call('UpdateJob', { job: { name, ...changes }, fields: changed }));
    }),
  );

  job
    .command('list')
    .description('all jobs')
    .option('--agent <name>', 'only those of this agent', '')
    .action((options: { agent: string }, command: Command) =>
      withServer(command, async (context) => {
        const { jobs } = await context.call('ListJobs', { agent: options.agent });
        if (context.json) {
          context.printJson(jobs.map(json));
          return;
        }
        context.print(
          table(jobs, [
            { title: 'name', value: (row) => row.name },
            { title: 'agent', value: (row) => row.agent },
            { title: 'office', value: (row) => row.office },
            { title: 'paths', value: (row) => (row.paths.length > 2 ? `${row.paths.slice(0, 2).join(', ')} and ${row.paths.length - 2} more` : row.paths.join(', ')) },
            { title: 'next run', value: (row) => (row.paused ? 'paused' : formatTime(row.nextDueMs)) },
            { title: 'last run', value: (row) => (row.lastRun === null ? 'never' : `${row.lastRun.state} ${formatTime(row.lastRun.queuedMs)}`) },
          ], 'no jobs yet: backupctl job create NAME --agent AGENT --path PATH'),
        );
      }),
    );

  job
    .command('show <name>')
    .description('one job: its settings, where each comes from, and what is never backed up')
    .option('--all', 'also settings at their defaults')
    .action((name: string, options: { all?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        show(context, await context.call('GetJob', { name }), options.all === true);
      }),
    );

  const pauses: [string, string, boolean][] = [['pause', 'do not follow the schedule until it is resumed; it still runs by hand', true], ['resume', 'follow the schedule again; due times meanwhile are not made up for', false]];
  for (const [verb, description, paused] of pauses) {
    job.command(`${verb} <name>`).description(description).action((name: string, _options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const changed = await context.call('PauseJob', { name, paused });
        if (context.json) context.printJson(json(changed));
        else context.print(`job ${changed.name} ${paused ? 'paused' : 'resumed'}${changed.nextDueMs === 0 ? '' : `: it runs next at ${formatTime(changed.nextDueMs)}`}`);
      }),
    );
  }

  job.command('delete <name>').description('remove a job; its snapshots stay').action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      await context.call('DeleteJob', { name });
      if (context.json) context.printJson({ deleted: name });
      else context.print(`job ${name} deleted; its snapshots stay`);
    }),
  );

  job
    .command('run <name>')
    .description('back up now')
    .option('--wait', 'show progress, and exit as the run ends')
    .addHelpText('after', examples('backupctl job run docs --wait'))
    .action((name: string, options: { wait?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        const run = await context.call('StartJob', { name });
        if (options.wait === true) await waitForRun(context, run.id);
        else if (context.json) context.printJson(jsonRun(run));
        else context.print(`run ${run.id} ${run.state}: backupctl run watch ${run.id} follows it`);
      }),
    );
}
