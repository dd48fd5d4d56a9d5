// The journal anew, from the segments and checkpoints in the packs and from what is left of the old journal. Snapshots in the packs
// that no found segment tells of are committed again, marked `recovered`. The old journal is set aside, not removed.
import path from 'node:path';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { ensureDirectory, exists, readSmallFile, removeFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { PACK_HEADER_BYTES, packFileName } from '../../shared/store/pack-format.js';
import type { Clock } from '../../shared/time/clock.js';
import { decodeCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.js';
import { readConfig, refuseNewerFormat, writeConfig, DEFAULT_CHUNKING, REPOSITORY_FORMAT, type RepositoryConfig } from './config.js';
import { MAX_SEGMENT_BYTES, SEGMENT_HEADER_BYTES, decodeSegmentHeader, firstChain, segmentFileName } from './journal-format.js';
import { listSegments, parseSegment, type JournalPosition, type SegmentContent } from './journal-reader.js';
import { Journal, createSegment } from './journal.js';
import type { Layout } from './layout.js';
import { PackShelf, type PackInventory } from './pack-inventory.js';
import { PackState, type PackRemoved } from './pack-state.js';
import { quarantineBodies } from './quarantine.js';
import { replayJournal } from './replay.js';
import { SnapshotJudge } from './snapshot-judge.js';
import type { StateReducer } from './types.js';

interface Recovery {
  layout: Layout;
  vfs: Vfs;
  clock: Clock;
  log: (message: string) => void;
  progress: (what: string, done: number, total: number) => void;
  reducers: readonly StateReducer[];
}

interface FoundSegment {
  bytes: Buffer;
  content: SegmentContent;
}

export async function recoverJournal(recovery: Recovery): Promise<void> {
  const { layout, vfs, log } = recovery;
  for (const directory of [layout.packs, layout.quarantine]) await ensureDirectory(directory, vfs);
  const shelf = new PackShelf(layout.packs, vfs, log);
  const inventory = await shelf.take(recovery.progress);
  const checkpoints = await readCheckpoints(shelf, inventory);
  const config = await findConfig(recovery, inventory, checkpoints);
  const repositoryId = Buffer.from(config.id, 'hex');
  const run = lastRun(await findSegments(recovery, shelf, inventory, repositoryId), log);
  const checkpoint = newestUsable(checkpoints, run);
  const base = run[0]?.content.start ?? checkpoint?.position ?? { number: 0, chain: firstChain(repositoryId) };
  const end = run[run.length - 1]?.content.position ?? base;
  log(end.number === 0 ? 'no record of the journal was found in the packs' : `the journal was found up to record ${end.number}`);

  const fresh = freshJournal(layout);
  await writeJournal(fresh, repositoryId, run, end, vfs);
  if (checkpoint !== null) await writeCheckpoint(fresh, checkpoint.value.position.number, checkpoint.payload, vfs);
  const { stateLost: _before, ...kept } = config;
  const recovered: RepositoryConfig = { ...kept, journalStart: base.number, ...(base.number > 0 && checkpoint === null ? { stateLost: true } : {}) };
  if (recovered.stateLost === true) log(`neither the journal up to record ${base.number} nor a checkpoint behind it was found: of offices, agents, jobs and users only what was said later is known`);
  // Before it is put in place: a start that found it without the packs' ranges would drop the packs.
  const known = await journalWhatPacksHold(recovery, fresh, recovered, shelf, inventory, new SnapshotJudge(run.map(({ content }) => content), base.number > 0 ? (checkpoint?.value ?? null) : null, recovery.reducers));
  await setPacksAside(recovery, inventory.unreadable.filter((pack) => !known.has(pack)));
  await putInPlace(recovery, fresh);
  await writeConfig(layout.config, recovered, vfs);
}

interface FoundCheckpoint {
  value: Checkpoint;
  payload: Buffer;
  position: JournalPosition;
}

async function readCheckpoints(shelf: PackShelf, inventory: PackInventory): Promise<FoundCheckpoint[]> {
  const found: FoundCheckpoint[] = [];
  for (const place of inventory.checkpoints) {
    const payload = await shelf.payload(place);
    if (payload === null) continue;
    const value = decodeCheckpoint(payload, `in pack ${place.pack}, offset ${place.offset}`);
    found.push({ value, payload, position: value.position });
    // The newest two are enough; their states can be large.
    found.sort((a, b) => b.position.number - a.position.number).splice(2);
  }
  return found;
}

/** A checkpoint stands at a segment's end: it is of use when it stands at the run's start or within it, or, when there is no run, by itself. */
function newestUsable(checkpoints: readonly FoundCheckpoint[], run: readonly FoundSegment[]): FoundCheckpoint | null {
  const positions = run.flatMap(({ content }) => [content.start, content.position]);
  return checkpoints.find(({ position }) => run.length === 0 || positions.some((at) => at.number === position.number && at.chain.equals(position.chain))) ?? null;
}

async function findConfig({ layout, vfs, log }: Recovery, inventory: PackInventory, checkpoints: readonly FoundCheckpoint[]): Promise<RepositoryConfig> {
  try {
    return await readConfig(layout.config, vfs);
  } catch (error) {
    if (!isFarvaultError(error, 'NOT_FOUND') && !isFarvaultError(error, 'CORRUPT')) throw error;
    log(messageOf(error));
  }
  const saved = checkpoints[0]?.value.config;
  if (saved !== undefined) {
    refuseNewerFormat(saved.format, 'a checkpoint in the packs');
    return saved;
  }
  if (inventory.repositoryId === null) throw new FarvaultError('MISSING', `neither configuration nor a readable pack was found in ${layout.dataDir}`, { remedy: 'Name the right data directory, or put it back from a copy.' });
  log('the chunking parameters were not found either; the defaults are taken');
  return { format: REPOSITORY_FORMAT, id: inventory.repositoryId.toString('hex'), madeMs: 0, chunking: DEFAULT_CHUNKING, epoch: 1, journalStart: 0 };
}

/** Segments by first record number, from the packs and from the old journal; of two, the longer. */
async function findSegments({ layout, vfs, log }: Recovery, shelf: PackShelf, inventory: PackInventory, repositoryId: Buffer): Promise<FoundSegment[]> {
  const found = new Map<number, FoundSegment>();
  const consider = (bytes: Buffer | null): void => {
    if (bytes === null) return;
    try {
      const { firstNumber } = decodeSegmentHeader(bytes, 'in a pack or the old journal');
      const content = parseSegment(bytes, segmentFileName(firstNumber), repositoryId, 'salvage');
      if (content.position.number > (found.get(firstNumber)?.content.position.number ?? content.start.number)) found.set(firstNumber, { bytes: bytes.subarray(0, content.wholeBytes), content });
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      log(messageOf(error));
    }
  };
  for (const place of inventory.segments) consider(await shelf.payload(place));
  const old = await oldJournal(layout, vfs);
  if (old !== null) for (const first of await listSegments(old, vfs)) consider(await readSmallFile(path.join(old, segmentFileName(first)), MAX_SEGMENT_BYTES, vfs));
  return [...found.values()].sort((a, b) => a.content.start.number - b.content.start.number);
}

/** The journal as it was; after a rebuild that was stopped between setting it aside and putting the new one in its place, what was set aside. */
async function oldJournal(layout: Layout, vfs: Vfs): Promise<string | null> {
  if (await exists(layout.journal, vfs)) return layout.journal;
  if (!(await exists(freshJournal(layout), vfs))) return null;
  const asides = (await vfs.readdir(layout.quarantine)).filter((name) => /^journal-\d+$/.test(name));
  const [newest] = asides.sort((a, b) => Number(b.slice(8)) - Number(a.slice(8)));
  return newest === undefined ? null : path.join(layout.quarantine, newest);
}

function freshJournal(layout: Layout): string {
  return `${layout.journal}.new`;
}

/** The newest segments that follow one another without a gap. */
function lastRun(segments: readonly FoundSegment[], log: (message: string) => void): FoundSegment[] {
  let run: FoundSegment[] = [];
  for (const segment of segments) {
    const end = run[run.length - 1]?.content.position;
    if (end !== undefined && (end.number !== segment.content.start.number || !end.chain.equals(segment.content.start.chain))) {
      log(`the journal has a gap behind record ${end.number}: records up to ${segment.content.start.number} are not used`);
      run = [];
    }
    run.push(segment);
  }
  return run;
}

async function writeJournal(directory: string, repositoryId: Buffer, run: readonly FoundSegment[], end: JournalPosition, vfs: Vfs): Promise<void> {
  await ensureDirectory(directory, vfs);
  // What an earlier attempt left.
  for (const name of await vfs.readdir(directory)) await removeFile(path.join(directory, name), vfs);
  for (const { bytes, content } of run) await writeFileDurable(path.join(directory, segmentFileName(content.start.number + 1)), bytes, 0o600, vfs);
  await createSegment(directory, repositoryId, end, vfs);
}

async function putInPlace({ layout, vfs, clock, log }: Recovery, fresh: string): Promise<void> {
  if (await exists(layout.journal, vfs)) {
    const aside = path.join(layout.quarantine, `journal-${clock.now()}`);
    await vfs.rename(layout.journal, aside);
    failpoint('recover.journal.aside');
    await vfs.syncDirectory(layout.quarantine);
    log(`what there was of the journal lies in ${aside}`);
  }
  await removeFile(layout.clean, vfs);
  await vfs.rename(fresh, layout.journal);
  failpoint('recover.journal.placed');
  await vfs.syncDirectory(layout.dataDir);
}

/** What the new journal does not know would be dropped at the next start; a pack that could not be read now may be readable again, or in part. */
async function setPacksAside({ layout, vfs, clock, log }: Recovery, packs: readonly number[]): Promise<void> {
  if (packs.length === 0) return;
  for (const pack of packs) {
    const aside = path.join(layout.quarantine, `${packFileName(pack)}-${clock.now()}`);
    await vfs.rename(path.join(layout.packs, packFileName(pack)), aside);
    failpoint('recover.pack.aside');
    log(`pack ${pack} could not be read and lies in ${aside}`);
  }
  await vfs.syncDirectory(layout.quarantine);
  await vfs.syncDirectory(layout.packs);
}

/** Gives the packs that the journal in `directory` knew before. */
async function journalWhatPacksHold({ vfs, clock, log }: Recovery, directory: string, config: RepositoryConfig, shelf: PackShelf, inventory: PackInventory, judge: SnapshotJudge): Promise<ReadonlyMap<number, unknown>> {
  const state = new PackState();
  const { firstNumber, position } = await replayJournal(directory, config, [state], vfs);
  const failures: FarvaultError[] = [];
  const journal = await Journal.open(
    {
      directory,
      repositoryId: Buffer.from(config.id, 'hex'),
      epoch: config.epoch,
      vfs,
      clock,
      segmentBytes: MAX_SEGMENT_BYTES / 2,
      onRecord: () => undefined,
      onSealed: () => undefined,
      onNoSpace: () => Promise.resolve(),
      onFailed: (error) => failures.push(error),
    },
    firstNumber,
    SEGMENT_HEADER_BYTES,
    position,
  );
  try {
    let packs = 0;
    for (const [pack, { end, sealed, bad }] of inventory.ends) {
      // What a crash left of it is removed by the next start.
      if (state.wasRemoved(pack)) continue;
      const summary = state.packs.get(pack);
      const known = summary?.end ?? PACK_HEADER_BYTES;
      // An empty range closes a pack: what may stand behind it is neither cut off nor written over.
      if (end > known || (sealed && summary?.sealed !== true)) {
        await journal.append({ kind: 'pack.range', ...(await shelf.describe(pack, known, Math.max(end, known), sealed)) });
        packs++;
      }
      for (const { offset, ids } of bad) {
        log(`pack ${pack}, offset ${offset}: the record does not verify; ${ids.length / ID_BYTES} chunks are marked missing`);
        for (const body of quarantineBodies(ids, Array.from({ length: ids.length / ID_BYTES }, () => ({ pack, frameOffset: offset, offsetInFrame: 0, length: 0 })), 'found damaged by a rebuild')) await journal.append(body);
      }
    }
    await journalGone(journal, state, inventory, log);
    let snapshots = 0;
    for (const place of inventory.snapshots) {
      const payload = state.wasRemoved(place.pack) ? null : await shelf.payload(place);
      if (payload === null) continue;
      const snapshot = JSON.parse(payload.toString('utf8')) as { id: string };
      if (!judge.isLost(snapshot.id, place)) continue;
      await journal.append({ kind: 'snapshot.committed', snapshot, ...place, recovered: true });
      snapshots++;
    }
    await journal.append({ kind: 'repository.recovered', upTo: position.number, snapshots, packs });
    if (snapshots > 0) log(`${snapshots} snapshots are not in the journal that was found; they are marked recovered`);
    return state.packs;
  } finally {
    await journal.close();
  }
}

/** Packs that the journal which was found tells of, and that are not there: most were removed after its end, and what was wanted of them lies in the others. */
async function journalGone(journal: Journal, state: PackState, inventory: PackInventory, log: (message: string) => void): Promise<void> {
  for (const [pack, { held }] of state.packs) {
    if (inventory.ends.has(pack) || inventory.unreadable.includes(pack)) continue;
    const gone: PackRemoved = { pack, chunks: held?.chunks ?? 0, plainBytes: held?.plainBytes ?? 0, reason: 'gone' };
    await journal.append({ kind: 'pack.removed', ...gone });
    log(`pack ${pack} is not there: it was removed after the end of the journal that was found, or lost; "backupctl verify" tells whether anything is missing`);
  }
}
