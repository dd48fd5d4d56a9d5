// What becomes of snapshots: to the trash, out of it, for good; holds.
import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Snapshot__Output } from '../../shared/rpc/gen/farvault/v1/Snapshot.js';
import { systemClock } from '../../shared/time/clock.js';
import { withServer, type CommandContext } from '../command.js';
import { confirm } from '../confirm.js';
import { printResult } from '../output/approval-view.js';
import { formatTime, jsonTime, printable } from '../output/format.js';
import { parseDuration } from '../output/sizes.js';
import { parseWhen } from '../output/when.js';

const SHORT_ID = 12;

export function fateJson({ state, trashedMs, purgeMs, trashReason, holds, lockedUntilMs }: Snapshot__Output): object {
  return {
    state,
    trash: state === 'trash' ? { since: jsonTime(trashedMs), purgeAt: jsonTime(purgeMs), reason: trashReason } : null,
    holds: holds.map(({ id, owner, reason, sinceMs, untilMs }) => ({ id, owner, reason, since: jsonTime(sinceMs), until: jsonTime(untilMs) })),
    lockedUntil: jsonTime(lockedUntilMs),
  };
}

export function fateFields({ state, trashedMs, purgeMs, trashReason, holds, lockedUntilMs }: Snapshot__Output): [string, string][] {
  return [
    ['In the trash', state === 'trash' ? `since ${formatTime(trashedMs)} (${printable(trashReason)}); goes for good ${formatTime(purgeMs)}` : ''],
    ['Holds', holds.map(({ id, owner, reason, untilMs }) => `${id} of ${owner}${untilMs === 0 ? '' : ` until ${formatTime(untilMs)}`}: ${printable(reason)}`).join('; ')],
    ['Locked until', lockedUntilMs === 0 ? '' : formatTime(lockedUntilMs)],
  ];
}

/** What stands behind a row of a list. */
export function fateWords({ state, held, lockedUntilMs, purgeMs }: Snapshot__Output, nowMs: number): string[] {
  return [state === 'trash' ? `trash until ${formatTime(purgeMs)}` : '', held ? 'held' : '', lockedUntilMs > nowMs ? 'locked' : ''];
}

function printHeld(context: CommandContext, snapshot: Snapshot__Output): void {
  if (context.json) {
    context.printJson({ id: snapshot.id, held: snapshot.held, ...fateJson(snapshot) });
    return;
  }
  const holds = snapshot.holds.length === 0 ? 'nobody holds it' : `held by ${snapshot.holds.map(({ id, owner }) => `${owner} (${id})`).join(', ')}`;
  context.print(`snapshot ${snapshot.id.slice(0, SHORT_ID)}: ${holds}`);
}

function untilOf(until: string | undefined, forSeconds: number | undefined): number {
  if (until !== undefined && forSeconds !== undefined) throw new FarvaultError('USAGE', 'give --until or --for, not both');
  if (forSeconds !== undefined) return systemClock.now() + forSeconds * 1000;
  return until === undefined ? 0 : parseWhen(until, systemClock.now());
}

export function addLifecycleVerbs(snapshot: Command): void {
  snapshot
    .command('delete [snapshots...]')
    .description('put snapshots into the trash, from where they go for good when their time there is over (14 days unless set longer)')
    .option('--job <name>', 'all of this job', '')
    .option('--office <name>', 'all of this office', '')
    .requiredOption('--reason <text>', 'why')
    .option('--yes', 'do not ask')
    .action((snapshots: string[], { job, office, reason, yes }: { job: string; office: string; reason: string; yes?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        const what = job !== '' ? `all snapshots of job ${job}` : office !== '' ? `all snapshots of office ${office}` : snapshots.length === 1 ? `snapshot ${snapshots[0]}` : `${snapshots.length} snapshots`;
        await confirm(`Put ${what} into the trash?`, yes, context.signal);
        const done = await context.call('DeleteSnapshots', { snapshots, job, office, reason });
        printResult(context, done, done.done === 0 ? 'they are in the trash already' : `${done.done} in the trash; backupctl snapshot restore-from-trash brings them back`);
      }),
    );

  snapshot
    .command('restore-from-trash [snapshots...]')
    .description('bring snapshots back from the trash')
    .option('--job <name>', 'all of this job', '')
    .action((snapshots: string[], { job }: { job: string }, command: Command) =>
      withServer(command, async (context) => {
        const done = await context.call('RestoreFromTrash', { snapshots, job });
        printResult(context, done, done.done === 0 ? 'none of them is in the trash' : `${done.done} brought back`);
      }),
    );

  snapshot
    .command('purge <snapshots...>')
    .description('remove snapshots from the trash before their time (takes two administrators)')
    .requiredOption('--reason <text>', 'why')
    .action((snapshots: string[], { reason }: { reason: string }, command: Command) =>
      withServer(command, async (context) => {
        const done = await context.call('PurgeSnapshots', { snapshots, reason });
        printResult(context, done, `${done.done} removed for good`);
      }),
    );

  snapshot
    .command('hold <snapshot>')
    .description('keep a snapshot: it neither expires nor goes from the trash while it is held')
    .requiredOption('--reason <text>', 'why')
    .option('--until <time>', 'a day (2026-12-31) or a time; without: until it is released')
    .option('--for <duration>', 'for so long: 30d', parseDuration)
    .action((reference: string, { reason, until, for: forSeconds }: { reason: string; until?: string; for?: number }, command: Command) =>
      withServer(command, async (context) => {
        printHeld(context, await context.call('HoldSnapshot', { snapshot: reference, reason, untilMs: untilOf(until, forSeconds) }));
      }),
    );

  snapshot
    .command('release <snapshot>')
    .description('end your own holds of a snapshot; those of others take all rights')
    .option('--hold <id>', 'this hold', '')
    .action((reference: string, { hold }: { hold: string }, command: Command) =>
      withServer(command, async (context) => {
        printHeld(context, await context.call('ReleaseSnapshot', { snapshot: reference, hold }));
      }),
    );
}
