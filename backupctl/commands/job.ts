import { Option, type Command } from 'commander';
import type { Job, Job__Output } from '../../shared/rpc/gen/farvault/v1/Job.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { collect, examples, withServer, type CommandContext } from '../command.js';
import { formatBytes, formatTime, jsonTime, printable } from '../output/format.js';
import { jsonRun, waitForRun } from '../output/run-view.js';
import { parseRate, parseSize } from '../output/sizes.js';
import { fields, table } from '../output/table.js';

interface JobOptions {
  agent?: string;
  path: string[];
  exclude: string[];
  image: string[];
  oneFileSystem?: boolean;
  maxSize?: number;
  rateLimit?: number;
  codec?: string;
  snapshot?: string;
  cachedirTagged?: boolean;
}

/** Flag on the command line: field of the message, its proto name, and whether it was given. */
const SETTINGS: { proto: string; given: (o: JobOptions) => boolean; take: (o: JobOptions) => Job }[] = [
  { proto: 'paths', given: (o) => o.path.length > 0, take: (o) => ({ paths: o.path }) },
  { proto: 'excludes', given: (o) => o.exclude.length > 0, take: (o) => ({ excludes: o.exclude.filter((glob) => glob !== '') }) },
  { proto: 'images', given: (o) => o.image.length > 0, take: (o) => ({ images: o.image.filter((image) => image !== '') }) },
  { proto: 'one_file_system', given: (o) => o.oneFileSystem !== undefined, take: (o) => ({ oneFileSystem: o.oneFileSystem! }) },
  { proto: 'max_size_bytes', given: (o) => o.maxSize !== undefined, take: (o) => ({ maxSizeBytes: o.maxSize! }) },
  { proto: 'rate_limit_bytes', given: (o) => o.rateLimit !== undefined, take: (o) => ({ rateLimitBytes: o.rateLimit! }) },
  { proto: 'codec', given: (o) => o.codec !== undefined, take: (o) => ({ codec: o.codec! }) },
  { proto: 'fs_snapshot', given: (o) => o.snapshot !== undefined, take: (o) => ({ fsSnapshot: o.snapshot! }) },
  { proto: 'include_cachedir_tagged', given: (o) => o.cachedirTagged !== undefined, take: (o) => ({ includeCachedirTagged: o.cachedirTagged! }) },
];

function settingsGiven(options: JobOptions): { job: Job; fields: string[] } {
  const given = SETTINGS.filter((setting) => setting.given(options));
  return { job: given.reduce<Job>((job, setting) => ({ ...job, ...setting.take(options) }), {}), fields: given.map((setting) => setting.proto) };
}

function withSettings(command: Command): Command {
  return command
    .option('--path <path>', 'what to protect, absolute; can be given several times', collect, [])
    .option('--exclude <glob>', 'leave out what matches, as in .gitignore; can be given several times', collect, [])
    .option('--image <path>', 'a disk image: cut at fixed offsets; can be given several times', collect, [])
    .option('--one-file-system', 'stay on the file system of each path')
    .option('--no-one-file-system', 'cross into other file systems (default)')
    .option('--max-size <size>', 'leave out larger files; 0: no limit', parseSize)
    .option('--rate-limit <rate>', 'at most so much on the line, 2MiB/s; 0: no limit', parseRate)
    .addOption(new Option('--codec <name>', 'compression').choices(['auto', 'zstd', 'lz4', 'raw']))
    .addOption(new Option('--snapshot <kind>', 'read from a snapshot of the file system').choices(['auto', 'btrfs', 'lvm', 'zfs', 'none']))
    .option('--cachedir-tagged', 'include directories that hold a CACHEDIR.TAG')
    .option('--no-cachedir-tagged', 'leave them out (default)');
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
    createdAt: jsonTime(job.createdMs),
    updatedAt: jsonTime(job.updatedMs),
    lastRun: job.lastRun === null ? null : jsonRun(job.lastRun),
    latestSnapshot: job.latestSnapshot === '' ? null : job.latestSnapshot,
    never: job.never,
    id: job.id,
  };
}

function show(context: CommandContext, job: Job__Output): void {
  if (context.json) {
    context.printJson(json(job));
    return;
  }
  const limit = (bytes: number, suffix = ''): string => (bytes === 0 ? 'none' : `${formatBytes(bytes)}${suffix}`);
  context.print(
    fields([
      ['Name', job.name],
      ['Agent', `${job.agent} (office ${job.office})`],
      ['Paths', printable(job.paths.join(', '))],
      ['Excludes', printable(job.excludes.join(', '))],
      ['Images', printable(job.images.join(', '))],
      ['One file system', job.oneFileSystem ? 'yes' : 'no'],
      ['Cache directories', job.includeCachedirTagged ? 'included' : 'left out'],
      ['Largest file', limit(job.maxSizeBytes)],
      ['Rate limit', limit(job.rateLimitBytes, '/s')],
      ['Codec', job.codec],
      ['File system snapshot', job.fsSnapshot],
      ['Created', formatTime(job.createdMs)],
      ['Changed', job.updatedMs === job.createdMs ? '' : formatTime(job.updatedMs)],
      ['Last run', job.lastRun === null ? 'never' : `${job.lastRun.state}, ${formatTime(job.lastRun.queuedMs)} (${job.lastRun.id})`],
      ['Latest snapshot', job.latestSnapshot],
    ]),
  );
  context.print(`\nNever backed up:\n${job.never.map((line) => `  ${line}`).join('\n')}`);
}

export function jobCommand(program: Command): void {
  const job = program
    .command('job')
    .description('jobs: what is protected, on which agent')
    .addHelpText('after', examples('backupctl job create docs --agent fileserver --path /srv/docs --exclude "*.tmp"', 'backupctl job run docs --wait', 'backupctl job update docs --max-size 10GiB'));

  withSettings(job.command('create <name>').description('make a job').requiredOption('--agent <name>', 'the agent that runs it')).action((name: string, options: JobOptions, command: Command) =>
    withServer(command, async (context) => {
      const wanted: Job = { name, agent: options.agent!, ...settingsGiven(options).job };
      const made = await context.call('CreateJob', { job: wanted });
      if (context.json) context.printJson(json(made));
      else context.print(`job ${made.name} created: backupctl job run ${made.name} --wait runs it`);
    }),
  );

  withSettings(job.command('update <name>').description('change what is given; lists replace the old ones, --exclude "" empties'))
    .addHelpText('after', examples('backupctl job update docs --exclude "*.tmp" --exclude cache/'))
    .action((name: string, options: JobOptions, command: Command) =>
      withServer(command, async (context) => {
        const { job: changes, fields: changed } = settingsGiven(options);
        if (changed.length === 0) throw new FarvaultError('USAGE', 'nothing to change is given', { remedy: 'backupctl job update --help lists what can be' });
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
            { title: 'last run', value: (row) => (row.lastRun === null ? 'never' : `${row.lastRun.state} ${formatTime(row.lastRun.queuedMs)}`) },
          ], 'no jobs yet: backupctl job create NAME --agent AGENT --path PATH'),
        );
      }),
    );

  job.command('show <name>').description('one job, and what is never backed up').action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      show(context, await context.call('GetJob', { name }));
    }),
  );

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
