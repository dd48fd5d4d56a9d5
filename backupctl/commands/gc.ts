// Garbage collection: what would go, start one, how the last one went.
import type { Command } from 'commander';
import { EXIT, FarvaultError } from '../../shared/errors/errors.js';
import type { GcEstimate__Output } from '../../shared/rpc/gen/farvault/v1/GcEstimate.js';
import type { GcPlan__Output } from '../../shared/rpc/gen/farvault/v1/GcPlan.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { formatBytes, formatCount, formatTime, jsonTime, printable } from '../output/format.js';
import { followRun, exitCodeOf, jsonRun } from '../output/run-view.js';
import { fields } from '../output/table.js';

interface GcOptions {
  dryRun?: boolean;
  wait?: boolean;
  yes?: boolean;
}

export function gcCommand(program: Command): void {
  const gc = program
    .command('gc')
    .description('collect garbage: make free what no snapshot needs any more')
    .option('--dry-run', 'remove nothing: tell what would go')
    .option('--wait', 'show progress, and exit as the collection ended')
    .option('--yes', 'also when more than a fifth of all bytes goes')
    .addHelpText('after', examples('backupctl gc --dry-run', 'backupctl gc --wait', 'backupctl gc --yes --wait', 'backupctl gc status'))
    .action((options: GcOptions, command: Command) => withServer(command, (context) => (options.dryRun === true ? plan(context) : start(context, options))));

  gc.command('status')
    .description('how the last collection went, what garbage waits for, and what keeps space from being made free')
    .action((_options: unknown, command: Command) => withServer(command, status));
}

async function plan(context: CommandContext): Promise<void> {
  const call = context.connection.admin.planGc({});
  context.signal.addEventListener('abort', () => call.cancel(), { once: true });
  let total: GcEstimate__Output | null = null;
  try {
    for await (const part of call as AsyncIterable<GcPlan__Output>) {
      total = part.total ?? null;
      if (total === null && !context.json) context.note(`snapshots marked: ${formatCount(part.done)} of ${formatCount(part.of)}`);
    }
  } catch (error) {
    context.signal.throwIfAborted();
    throw fromServiceError(error);
  }
  if (total === null) throw new FarvaultError('INTERNAL', 'the server ended the plan without saying what would go');
  if (context.json) context.printJson(total);
  else context.print(describe(total, 'would be free'));
}

async function start(context: CommandContext, { wait, yes }: GcOptions): Promise<void> {
  const run = await context.call('StartGc', { allowLarge: yes === true });
  if (wait !== true) {
    if (context.json) context.printJson(jsonRun(run));
    else context.print(`run ${run.id} ${run.state}: backupctl run watch ${run.id} follows it`);
    return;
  }
  const ended = await followRun(context, run.id, { jsonLines: false });
  const { last } = await context.call('GetGc', {});
  if (context.json) context.printJson({ ...jsonRun(ended), collection: last ?? null });
  else if (ended.exitCode === EXIT.done && last !== null) context.print(describe(last, 'made free'));
  else context.print(`run ${ended.id} ${ended.state}${ended.error === '' ? '' : `: ${printable(ended.error)}`}`);
  process.exitCode = exitCodeOf(ended);
}

async function status(context: CommandContext): Promise<void> {
  const { lastMs, lastRun, last, running, blocked, nextLookMs } = await context.call('GetGc', {});
  if (context.json) {
    context.printJson({ lastAt: jsonTime(lastMs), lastRun: lastRun === '' ? null : lastRun, last: last ?? null, running: running === '' ? null : running, blocked: blocked === '' ? null : blocked, nextLookAt: jsonTime(nextLookMs) });
    return;
  }
  context.print(
    fields([
      ['last', lastMs === 0 ? 'none yet' : `${formatTime(lastMs)}, run ${lastRun}`],
      ['running', running === '' ? 'no' : `run ${running}`],
      ['looks next', formatTime(nextLookMs)],
      ...(blocked === '' ? [] : [['not made free', printable(blocked)] as [string, string]]),
    ]),
  );
  if (last !== null) context.print(`\n${describe(last, 'made free')}`);
}

function describe(estimate: GcEstimate__Output, freed: string): string {
  const { chunksLive, chunksDead, bytesStored, bytesFreed, bytesCopied, packs, packsDropped, packsCompacted, bytesWaste, bytesWaiting, waitsFor } = estimate;
  return fields([
    ['stored', `${formatBytes(bytesStored)} in ${formatCount(packs)} packs`],
    ['chunks', `${formatCount(chunksLive)} live, ${formatCount(chunksDead)} garbage`],
    [freed, `${formatBytes(bytesFreed)}: ${formatCount(packsDropped)} packs without anything live, ${formatCount(packsCompacted)} rewritten (${formatBytes(bytesCopied)} copied)`],
    ['garbage that stays', `${formatBytes(bytesWaste)}, not worth a rewrite`],
    ...(bytesWaiting === 0 ? [] : [['garbage that waits', `${formatBytes(bytesWaiting)} for ${waitsFor.map((one) => printable(one)).join('; ')}`] as [string, string]]),
  ]);
}
