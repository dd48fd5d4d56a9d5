import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { RestoreHooks, RestoreOutcome } from '../../shared/restore/index.js';
import { systemClock } from '../../shared/time/clock.js';
import { collect, examples, withServer, type CommandContext } from '../command.js';
import { LocalProgress } from '../output/local-progress.js';
import { formatBytes, formatCount, jsonPath, printable } from '../output/format.js';
import { jsonRun, waitForRun } from '../output/run-view.js';
import { openReadStream, parseReference } from '../snapshot-tree.js';

interface RestoreFlags {
  agent?: string;
  target?: string;
  output?: string;
  tar?: string;
  include: string[];
  overwrite: string;
  delete?: boolean;
  dryRun?: boolean;
  wait?: boolean;
}

/** Exactly one of the three places. All faults at once. */
function checkPlace(flags: RestoreFlags): void {
  const faults: string[] = [];
  const places = [flags.agent !== undefined || flags.target !== undefined, flags.output !== undefined, flags.tar !== undefined].filter(Boolean).length;
  if (places !== 1) faults.push('give one place: --agent A --target DIR, --output DIR, or --tar FILE');
  if ((flags.agent === undefined) !== (flags.target === undefined)) faults.push('--agent and --target go together');
  if (flags.target !== undefined && !path.isAbsolute(flags.target)) faults.push(`--target '${flags.target}' is not absolute`);
  if (flags.tar !== undefined && (flags.delete === true || flags.dryRun === true)) faults.push('--delete and --dry-run do not go with --tar');
  if (faults.length > 0) throw new FarvaultError('USAGE', faults.join('; '));
}

export function restoreCommand(program: Command): void {
  program
    .command('restore <snapshot>')
    .description('restore SNAPSHOT or SNAPSHOT:PATH to an agent, to this machine, or as a tar stream. With a path, what it holds goes directly into the target; without, absolute paths are made anew below it')
    .option('--agent <name>', 'restore on the machine of this agent, below its restore roots')
    .option('--target <dir>', 'the directory there, absolute')
    .option('--output <dir>', 'restore into a directory of this machine')
    .option('--tar <file>', 'write a tar stream with pax headers; - is standard output')
    .option('--include <glob>', 'only what matches; can be given several times', collect, [])
    .addOption(new Option('--overwrite <when>', 'what exists: leave it, replace what differs by size or time, or compare all contents').choices(['never', 'changed', 'always']).default('changed'))
    .option('--delete', 'remove what is not in the snapshot')
    .option('--dry-run', 'say what would be done')
    .option('--wait', 'with --agent: show progress, and exit as the restore ends')
    .addHelpText(
      'after',
      examples(
        'backupctl restore latest:docs --agent fileserver --target /var/lib/farvault/restore --wait',
        'backupctl restore latest:docs:/srv/docs/2024 --output ./2024',
        "backupctl restore 3f9a --output ./odt --include '*.odt'",
        'backupctl restore latest:docs --tar - | tar --xattrs --acls -xpf -',
      ),
    )
    .action((reference: string, flags: RestoreFlags, command: Command) => {
      checkPlace(flags);
      return withServer(command, async (context) => {
        if (flags.agent !== undefined) await onAgent(context, reference, flags);
        else if (flags.output !== undefined) await toDirectory(context, reference, flags);
        else await toTar(context, reference, flags);
      });
    });
}

async function onAgent(context: CommandContext, reference: string, flags: RestoreFlags): Promise<void> {
  const { snapshot, path: inside } = parseReference(reference);
  const run = await context.call('StartRestore', {
    agent: flags.agent!,
    spec: { snapshotId: snapshot, path: inside, target: flags.target!, includes: flags.include, overwrite: flags.overwrite, deleteExtra: flags.delete === true, dryRun: flags.dryRun === true },
  });
  if (flags.wait === true) await waitForRun(context, run.id);
  else if (context.json) context.printJson(jsonRun(run));
  else context.print(`run ${run.id} ${run.state}: backupctl run watch ${run.id} follows it`);
}

async function toDirectory(context: CommandContext, reference: string, flags: RestoreFlags): Promise<void> {
  const { snapshot, path: inside } = parseReference(reference);
  const { id } = await context.call('GetSnapshot', { id: snapshot });
  const progress = new LocalProgress(context, process.stderr, systemClock);
  const hooks: RestoreHooks = {
    ...progress.hooks,
    onAction: ({ action, path: where, bytes }) => {
      const name = Buffer.from(where);
      if (context.json) context.printJson({ action, ...jsonPath(name), bytes });
      else context.print(`${action.padEnd(8)} ${bytes > 0 ? formatBytes(bytes).padStart(11) : ' '.repeat(11)}  ${printable(name)}`);
    },
  };
  const { restoreToDirectory } = await import('../restore/local-restore.js');
  const outcome = await restoreToDirectory(
    { stream: openReadStream(context), snapshotId: id, path: inside, clock: systemClock, signal: context.signal, output: flags.output!, includes: flags.include, overwrite: flags.overwrite, deleteExtra: flags.delete === true, dryRun: flags.dryRun === true },
    hooks,
  );
  progress.clear();
  conclude(context, id, outcome, flags.dryRun === true);
}

async function toTar(context: CommandContext, reference: string, flags: RestoreFlags): Promise<void> {
  const { snapshot, path: inside } = parseReference(reference);
  const { id } = await context.call('GetSnapshot', { id: snapshot });
  const standard = flags.tar === '-';
  if (standard && process.stdout.isTTY) throw new FarvaultError('USAGE', 'a tar stream does not belong on a terminal', { remedy: 'send it on: --tar - | tar -xpf -, or name a file' });
  const out = standard ? process.stdout : createWriteStream(flags.tar!, { mode: 0o600 });
  const progress = new LocalProgress(context, process.stderr, systemClock);
  const { restoreToTar } = await import('../restore/local-restore.js');
  const outcome = await restoreToTar({ stream: openReadStream(context), snapshotId: id, path: inside, clock: systemClock, signal: context.signal, includes: flags.include, out }, progress.hooks);
  progress.clear();
  if (!standard) {
    out.end();
    await once(out, 'close');
    conclude(context, id, outcome, false);
  } else process.exitCode = outcome.exitCode;
}

function conclude(context: CommandContext, snapshot: string, outcome: RestoreOutcome, dryRun: boolean): void {
  const { filesRestored, filesUnchanged, bytesRestored, bytesReused, bytesReceived, entriesDeleted } = outcome.counters;
  if (context.json) {
    if (!dryRun) context.printJson({ snapshot, filesRestored, filesUnchanged, bytesRestored, bytesReused, bytesReceived, entriesDeleted, skipped: outcome.skipped, damaged: outcome.damaged, exitCode: outcome.exitCode });
  } else if (dryRun) context.note(`${formatBytes(outcome.bytesToFetch)} would be fetched; nothing was written`);
  else {
    context.print(
      `${formatCount(filesRestored)} files restored, ${formatCount(filesUnchanged)} there already · ${formatBytes(bytesRestored)} written, ${formatBytes(bytesReused)} reused, ${formatBytes(bytesReceived)} received${outcome.skipped > 0 ? ` · ${outcome.skipped} skipped` : ''}${outcome.damaged > 0 ? ` · ${outcome.damaged} damaged` : ''}`,
    );
  }
  process.exitCode = outcome.exitCode;
}
