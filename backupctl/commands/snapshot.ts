import { Option, type Command } from 'commander';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { KIND, type Entry } from '../../shared/format/entry.js';
import { diffManifests, type ManifestChange } from '../../shared/format/manifest-diff.js';
import { compileIncludes } from '../../shared/restore/include.js';
import type { ExpiryEstimate__Output } from '../../shared/rpc/gen/farvault/v1/ExpiryEstimate.js';
import type { Snapshot__Output } from '../../shared/rpc/gen/farvault/v1/Snapshot.js';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { entryJson, entryLine } from '../output/entry-view.js';
import { formatBytes, formatCount, formatTime, jsonPath, jsonTime, printable } from '../output/format.js';
import { parseCount } from '../output/sizes.js';
import { fields, table } from '../output/table.js';
import { openTree, parseReference } from '../snapshot-tree.js';
import { addLifecycleVerbs, fateFields, fateJson, fateWords } from './snapshot-lifecycle.js';

const SHORT_ID = 12;

function json(snapshot: Snapshot__Output): object {
  return {
    id: snapshot.id,
    job: snapshot.job,
    agent: snapshot.agent,
    office: snapshot.office,
    time: jsonTime(snapshot.timeMs),
    files: snapshot.files,
    bytesLogical: snapshot.bytesLogical,
    bytesStored: snapshot.bytesStored,
    partial: snapshot.partial,
    held: snapshot.held,
    recovered: snapshot.recovered,
    damaged: snapshot.damaged,
    paths: snapshot.paths,
    parent: snapshot.parent === '' ? null : snapshot.parent,
    run: snapshot.run,
    rootId: snapshot.rootId.toString('hex'),
    ...fateJson(snapshot),
  };
}

/** Prints items as they come: a line each, or one JSON array without holding it in memory. */
async function printEach<T>(context: CommandContext, items: AsyncIterable<T>, line: (item: T) => string, asJson: (item: T) => object): Promise<number> {
  let count = 0;
  let text = context.json ? '[' : '';
  const flush = async (): Promise<void> => {
    context.signal.throwIfAborted();
    const room = process.stdout.write(text);
    text = '';
    if (!room) await new Promise((resolve) => process.stdout.once('drain', resolve));
  };
  for await (const item of items) {
    text += context.json ? `${count === 0 ? '' : ','}${JSON.stringify(asJson(item))}` : `${line(item)}\n`;
    count++;
    if (text.length > 65_536) await flush();
  }
  if (context.json) text += ']\n';
  await flush();
  return count;
}

async function* list(context: CommandContext, reference: string, recursive: boolean): AsyncGenerator<Entry> {
  const { snapshot, path } = parseReference(reference);
  const { tree, close } = await openTree(context, snapshot);
  try {
    let found = path.length === 0;
    const depth = path.length === 0 ? 1 : path.toString('latin1').split('/').length + 1;
    for await (const { entry } of tree.below(path, context.signal)) {
      if (entry.kind === KIND.segment) continue;
      const self = entry.path.equals(path);
      found ||= self;
      // A directory's own line is left out: what it holds was asked for.
      if (self && entry.kind === KIND.directory) continue;
      if (recursive || self || entry.path.toString('latin1').split('/').length <= depth) yield entry;
    }
    if (!found) throw new FarvaultError('NOT_FOUND', `snapshot ${snapshot} has no '/${printable(path)}'`, { remedy: `backupctl snapshot ls ${snapshot} --recursive lists what it has` });
  } finally {
    close();
  }
}

async function* find(context: CommandContext, snapshots: string[], globs: string[]): AsyncGenerator<{ snapshot: string; entry: Entry }> {
  const matches = compileIncludes(globs.map((glob) => glob.replace(/^\/+/, '')))!;
  for (const id of snapshots) {
    const { snapshot, tree, close } = await openTree(context, id);
    try {
      for await (const { entry } of tree.items(undefined, context.signal)) {
        if (entry.kind !== KIND.segment && matches(entry.path)) yield { snapshot: snapshot.id, entry };
      }
    } finally {
      close();
    }
  }
}

async function* diff(context: CommandContext, before: string, after: string): AsyncGenerator<ManifestChange> {
  const a = await openTree(context, before);
  try {
    const b = await openTree(context, after);
    try {
      for await (const change of diffManifests(a.tree, b.tree, context.signal)) if (isVisible(change)) yield change;
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

/** A ctime or inode alone is how changes are detected, not something a person would see. */
function isVisible(change: ManifestChange): boolean {
  return change.before === null || change.after === null || changedFields(change).length > 0;
}

function changedFields({ before, after, contentChanged }: ManifestChange): string[] {
  if (before === null || after === null) return [];
  const names: string[] = [];
  if (before.kind !== after.kind) names.push('kind');
  if (contentChanged) names.push('content');
  if (before.size !== after.size) names.push('size');
  if (before.mode !== after.mode) names.push('mode');
  if (before.uid !== after.uid || before.gid !== after.gid) names.push('owner');
  if (before.mtimeSec !== after.mtimeSec || before.mtimeNsec !== after.mtimeNsec) names.push('mtime');
  if (before.target?.toString('latin1') !== after.target?.toString('latin1')) names.push('target');
  const xattrs = (entry: Entry): string => entry.xattrs.map(({ name, value }) => `${name.toString('latin1')}=${value.toString('hex')}`).join();
  if (xattrs(before) !== xattrs(after)) names.push('xattrs');
  return names;
}

/** Null: it is in the trash, not counted yet, or not for the caller to know. */
async function exclusive(context: CommandContext, { id, state }: Snapshot__Output): Promise<ExpiryEstimate__Output | null> {
  if (state === 'trash') return null;
  try {
    return await context.call('PlanExpiry', { snapshots: [id] });
  } catch (error) {
    if (isFarvaultError(error) && error.code !== 'UNAUTHENTICATED') return null;
    throw error;
  }
}

export function snapshotCommand(program: Command): void {
  const snapshot = program
    .command('snapshot')
    .description('snapshots: what was kept. SNAPSHOT is an id, a unique prefix of four or more characters, or latest:JOB')
    .addHelpText('after', examples('backupctl snapshot list --job docs', 'backupctl snapshot ls latest:docs:/srv/docs --long', "backupctl snapshot find '*.odt' --job docs", 'backupctl snapshot diff 3f9a latest:docs'));

  snapshot
    .command('list')
    .description('snapshots, newest first')
    .option('--job <name>', 'only those of this job', '')
    .option('--agent <name>', 'only those of this agent', '')
    .option('--office <name>', 'only those of this office', '')
    .addOption(new Option('--state <state>', 'those that are listed, those in the trash, or both').choices(['live', 'trash', 'all']).default('live'))
    .option('--trash', 'as --state trash')
    .option('--all', 'as --state all')
    .option('--limit <n>', 'at most so many', parseCount, 1000)
    .action(({ trash = false, all = false, ...options }: { job: string; agent: string; office: string; state: string; trash?: boolean; all?: boolean; limit: number }, command: Command) =>
      withServer(command, async (context) => {
        const state = all ? 'all' : trash ? 'trash' : options.state;
        const { snapshots } = await context.call('ListSnapshots', { ...options, state });
        const nowMs = systemClock.now();
        if (context.json) {
          context.printJson(snapshots.map(json));
          return;
        }
        context.print(
          table(snapshots, [
            { title: 'id', value: (row) => row.id.slice(0, SHORT_ID) },
            { title: 'time', value: (row) => formatTime(row.timeMs) },
            { title: 'job', value: (row) => row.job },
            { title: 'agent', value: (row) => row.agent },
            { title: 'office', value: (row) => row.office },
            { title: 'files', value: (row) => formatCount(row.files), align: 'right' },
            { title: 'size', value: (row) => formatBytes(row.bytesLogical), align: 'right' },
            { title: 'stored', value: (row) => formatBytes(row.bytesStored), align: 'right' },
            { title: '', value: (row) => [row.partial ? 'partial' : '', row.recovered ? 'recovered' : '', ...fateWords(row, nowMs)].filter((word) => word !== '').join(', ') },
          ], state === 'trash' ? 'the trash is empty' : 'no snapshots yet: backupctl job run NAME --wait makes one'),
        );
      }),
    );

  snapshot.command('show <snapshot>').description('one snapshot').action((reference: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const shown = await context.call('GetSnapshot', { id: reference });
      const own = await exclusive(context, shown);
      if (context.json) {
        context.printJson({ ...json(shown), bytesExclusive: own?.bytesPlain ?? null, bytesExclusiveStored: own?.bytesStored ?? null });
        return;
      }
      context.print(
        fields([
          ['Id', shown.id],
          ['Time', formatTime(shown.timeMs)],
          ['Job', shown.job],
          ['Agent', `${shown.agent} (office ${shown.office})`],
          ['Paths', printable(shown.paths.join(', '))],
          ['Files', formatCount(shown.files)],
          ['Size', formatBytes(shown.bytesLogical)],
          ['Stored for it', formatBytes(shown.bytesStored)],
          ['Exclusive', own === null ? '' : `${formatBytes(own.bytesStored)} stored, ${formatBytes(own.bytesPlain)} plain: what no other listed snapshot has`],
          ['Parent', shown.parent],
          ['Run', shown.run],
          ['Partial', shown.partial ? `yes: backupctl run logs ${shown.run} --level warn lists what is missing` : 'no'],
          ['Recovered', shown.recovered ? 'yes: found in the packs after the journal was lost' : ''],
          ['Damage', printable(shown.damaged.join('; '))],
          ...fateFields(shown),
          ['Root', shown.rootId.toString('hex')],
        ]),
      );
    }),
  );

  addLifecycleVerbs(snapshot);

  snapshot
    .command('ls <snapshot>')
    .description('what a snapshot holds at SNAPSHOT[:PATH]')
    .option('-l, --long', 'mode, owner, size and time')
    .option('-r, --recursive', 'all levels')
    .action((reference: string, options: { long?: boolean; recursive?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        await printEach(context, list(context, reference, options.recursive === true), (entry) => entryLine(entry, options.long === true), entryJson);
      }),
    );

  snapshot
    .command('find <glob...>')
    .description('where paths that match are, in the latest snapshot of each job or in those named')
    .option('--job <name>', 'all snapshots of this job')
    .option('--snapshot <snapshot>', 'this snapshot only')
    .option('-l, --long', 'mode, owner, size and time')
    .action((globs: string[], options: { job?: string; snapshot?: string; long?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        const ids =
          options.snapshot !== undefined
            ? [options.snapshot]
            : options.job !== undefined
              ? (await context.call('ListSnapshots', { job: options.job, limit: 10_000 })).snapshots.map((one) => one.id)
              : (await context.call('ListJobs', {})).jobs.map((job) => job.latestSnapshot).filter((id) => id !== '');
        const count = await printEach(
          context,
          find(context, ids, globs),
          ({ snapshot: id, entry }) => `${id.slice(0, SHORT_ID)}  ${entryLine(entry, options.long === true)}`,
          ({ snapshot: id, entry }) => ({ snapshot: id, ...entryJson(entry) }),
        );
        if (count === 0 && !context.json) context.note('nothing matches');
      }),
    );

  snapshot.command('diff <a> <b>').description('what changed from snapshot A to B: + added, - removed, M changed').action((a: string, b: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      await printEach(
        context,
        diff(context, a, b),
        (change) => `${change.before === null ? '+' : change.after === null ? '-' : 'M'} /${printable(change.path)}${change.before !== null && change.after !== null ? ` (${changedFields(change).join(', ')})` : ''}`,
        (change) => ({
          ...jsonPath(Buffer.concat([Buffer.from('/'), change.path])),
          change: change.before === null ? 'added' : change.after === null ? 'removed' : 'changed',
          fields: changedFields(change),
          sizeBefore: change.before?.size ?? null,
          sizeAfter: change.after?.size ?? null,
        }),
      );
    }),
  );
}
