// Damage: what is lost of what is stored, and who needs it.
import type { Command } from 'commander';
import { EXIT } from '../../shared/errors/errors.js';
import type { DamagedFrame__Output } from '../../shared/rpc/gen/farvault/v1/DamagedFrame.js';
import type { DamagedSnapshot__Output } from '../../shared/rpc/gen/farvault/v1/DamagedSnapshot.js';
import type { DamagePart__Output } from '../../shared/rpc/gen/farvault/v1/DamagePart.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { formatCount, formatTime, jsonTime, printable } from '../output/format.js';
import { parseCount } from '../output/sizes.js';

async function* parts(context: CommandContext, limit: number): AsyncGenerator<DamagePart__Output> {
  const call = context.connection.admin.listDamage({ limit });
  const cancel = (): void => call.cancel();
  context.signal.addEventListener('abort', cancel, { once: true });
  try {
    yield* call as AsyncIterable<DamagePart__Output>;
  } catch (error) {
    throw fromServiceError(error);
  } finally {
    context.signal.removeEventListener('abort', cancel);
  }
}

/** An object as it comes out of its parts. */
interface Shown {
  snapshot: string;
  job: string;
  time: string | null;
  filesDamaged: number;
  manifestDamaged: boolean;
  lost: { first: string; next: string; entries: number }[];
  paths: string[];
}

/** As `snapshot ls` shows it. */
const text = (path: Buffer): string => (path.length === 0 ? '' : `/${path.toString('utf8')}`);

function begun(snapshot: DamagedSnapshot__Output): Shown {
  const { job, timeMs, filesDamaged, manifestDamaged, lost } = snapshot;
  return { snapshot: snapshot.snapshot, job, time: jsonTime(timeMs), filesDamaged, manifestDamaged, lost: lost.map(({ first, next, entries }) => ({ first: text(first), next: text(next), entries })), paths: [] };
}

const jsonFrame = ({ pack, offset, reason, ids, foundMs, unreadable }: DamagedFrame__Output): object => ({ pack: pack === 0 ? null : pack, offset, reason, chunks: ids.map((id) => id.toString('hex')), foundAt: jsonTime(foundMs), unreadable });

function frameLine({ pack, offset, reason, ids, foundMs }: DamagedFrame__Output): string {
  const where = pack === 0 ? 'nowhere' : `pack ${pack}, offset ${offset}`;
  return `${where}: ${ids.length === 0 ? '' : `${formatCount(ids.length)} chunks, `}${foundMs === 0 ? '' : `since ${formatTime(foundMs)}: `}${printable(reason)}`;
}

async function listJson(context: CommandContext, limit: number): Promise<boolean> {
  const frames: object[] = [];
  const snapshots = new Map<string, Shown>();
  for await (const part of parts(context, limit)) {
    frames.push(...part.frames.map(jsonFrame));
    for (const snapshot of part.snapshots) {
      const shown = snapshots.get(snapshot.snapshot) ?? begun(snapshot);
      snapshots.set(snapshot.snapshot, shown);
      shown.paths.push(...snapshot.paths.map(text));
    }
  }
  context.printJson({ snapshots: [...snapshots.values()], frames });
  return snapshots.size + frames.length > 0;
}

async function listText(context: CommandContext, limit: number): Promise<boolean> {
  let last = '';
  let frames = false;
  for await (const part of parts(context, limit)) {
    for (const { snapshot, job, timeMs, filesDamaged, lost, paths } of part.snapshots) {
      if (snapshot !== last) context.print(`snapshot ${snapshot} of ${job}, ${formatTime(timeMs)}: ${formatCount(filesDamaged)} files need what is lost`);
      last = snapshot;
      for (const { first, next, entries } of lost) context.print(first.length + next.length === 0 && entries === 0 ? '  its manifest is lost: nothing of it restores' : `  lost: the list of ${formatCount(entries)} entries from ${printable(text(first))} up to ${next.length === 0 ? 'the end' : printable(text(next))}`);
      for (const path of paths) context.print(`  ${printable(text(path))}`);
    }
    if (part.frames.length > 0 && !frames) context.print(last === '' ? 'Where it lay:' : '\nWhere it lay:');
    frames ||= part.frames.length > 0;
    for (const frame of part.frames) context.print(`  ${frameLine(frame)}`);
  }
  if (last === '' && !frames) context.print('no snapshot needs anything that is lost');
  else context.note('The next backups send again what their machines still have; backupctl repair --wait tries to save the rest.');
  return last !== '' || frames;
}

export function damageCommand(program: Command): void {
  program
    .command('damage')
    .description('stored chunks that are lost, and the snapshots and files that need them')
    .addHelpText('after', examples('backupctl damage list', 'backupctl damage list --json'))
    .command('list')
    .description('snapshots that need what is lost, with the files, the most affected first; then where it lay. Exit code 7 when there is any')
    .option('--limit <n>', 'at most so many snapshots', parseCount, 100)
    .addHelpText('after', examples('backupctl damage list', 'backupctl damage list --limit 10 --json'))
    .action(({ limit }: { limit: number }, command: Command) =>
      withServer(command, async (context) => {
        const any = context.json ? await listJson(context, limit) : await listText(context, limit);
        if (any) process.exitCode = EXIT.damage;
      }),
    );
}
