// What a start does with the packs: compares them with the journal, drops what was never acknowledged, names what is missing or damaged.
import path from 'node:path';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { ensureDirectory } from '../../shared/fs/durable-file.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import { PACK_HEADER_BYTES, RECORD_KIND, packFileName, packNumberOf } from '../../shared/store/pack-format.js';
import { readHeads, readRecord } from '../../shared/store/pack-reader.js';
import { OpenPack, type PackDirectory } from './open-pack.js';
import type { PackFiles } from './pack-files.js';
import type { PackRange, PackState } from './pack-state.js';
import { MAX_UNACKNOWLEDGED_BYTES, rangeDigest } from './write-pipeline.js';

/** More than this behind the journal's knowledge cannot come from a crash: the journal is an older copy. */
const MAX_DROPPED_BYTES = 2 * MAX_UNACKNOWLEDGED_BYTES;
/** Packs that no journal knew: the newest are kept, some hundred MiB at most. */
const KEPT_UNKNOWN_PACKS = 4;
const UNKNOWN_PACK = /^\d{10}\.fvp-unknown-(\d+)$/;
/** Reread in full after an unclean end. */
const MAX_REREAD_BYTES = 256 << 20;

export interface RecoveredPacks {
  open: OpenPack | null;
  lastPack: number;
  /** Packs that are too short, with the bytes that there are. */
  short: Map<number, number>;
  missing: number[];
}

/** `aside`: where packs go that the journal does not know. */
export async function recoverPacks(directory: PackDirectory, aside: string, nowMs: number, state: PackState, onDamage: (message: string) => void): Promise<RecoveredPacks> {
  const { vfs } = directory;
  const sizes = await packSizes(directory.path, vfs);
  await removeLeftovers(directory, [...sizes.keys()].filter((pack) => state.wasRemoved(pack)));
  const unknown = [...sizes.keys()].filter((pack) => !state.packs.has(pack) && !state.wasRemoved(pack));
  const open = state.open;
  let dropped = open === null ? 0 : Math.max(0, (sizes.get(open.pack) ?? 0) - open.end);
  for (const pack of unknown) dropped += sizes.get(pack)!;
  if (dropped > MAX_DROPPED_BYTES) {
    throw new FarvaultError('CORRUPT', `the packs hold ${dropped} bytes that the journal does not know: the journal is older than the packs`, {
      remedy: 'Put the right journal back, or run "backupd rebuild --from-packs". Nothing has been changed.',
    });
  }
  await setAside(directory, aside, nowMs, unknown.map((pack) => ({ pack, bytes: sizes.get(pack)! })), onDamage);
  let appendable = open !== null;
  const short = new Map<number, number>();
  const missing: number[] = [];
  for (const [pack, { end }] of state.packs) {
    const size = sizes.get(pack);
    if (size !== undefined && size >= end) continue;
    if (size === undefined) missing.push(pack);
    else short.set(pack, size);
    onDamage(size === undefined ? `pack ${pack} is missing: its chunks are asked for again until it is put back` : `pack ${pack} has ${size} bytes, ${end} were journalled`);
    if (pack === open?.pack) appendable = false;
  }
  const lastPack = state.lastPack;
  if (open === null || !appendable) return { open: null, lastPack, short, missing };
  try {
    return { open: await OpenPack.reopen(directory, open.pack, open.end), lastPack, short, missing };
  } catch (error) {
    if (!isFarvaultError(error, 'CORRUPT')) throw error;
    onDamage(messageOf(error));
    return { open: null, lastPack, short, missing };
  }
}

/** Packs whose removal is journalled, but a crash came before their files went. */
async function removeLeftovers({ path: packs, vfs }: PackDirectory, removed: readonly number[]): Promise<void> {
  if (removed.length === 0) return;
  for (const pack of removed) {
    failpoint('recover.pack.removed');
    await vfs.unlink(path.join(packs, packFileName(pack)));
  }
  await vfs.syncDirectory(packs);
}

/** Nothing in them was acknowledged, by what this journal says. Should it not be the right one, they are still there. */
async function setAside({ path: packs, vfs }: PackDirectory, aside: string, nowMs: number, unknown: readonly { pack: number; bytes: number }[], log: (message: string) => void): Promise<void> {
  if (unknown.length === 0) return;
  await ensureDirectory(aside, vfs);
  for (const { pack, bytes } of unknown) {
    const file = path.join(packs, packFileName(pack));
    failpoint('recover.pack.drop');
    if (bytes <= PACK_HEADER_BYTES) {
      await vfs.unlink(file);
      continue;
    }
    const to = path.join(aside, `${packFileName(pack)}-unknown-${nowMs}`);
    await vfs.rename(file, to);
    log(`pack ${pack} holds ${bytes} bytes that were never acknowledged; it lies in ${to} now`);
  }
  const old = (await vfs.readdir(aside)).filter((name) => UNKNOWN_PACK.test(name)).sort((a, b) => madeMs(b) - madeMs(a));
  for (const name of old.slice(KEPT_UNKNOWN_PACKS)) {
    await vfs.unlink(path.join(aside, name));
    log(`${name} was set aside long ago and is removed from ${aside}`);
  }
  await vfs.syncDirectory(aside);
  await vfs.syncDirectory(packs);
}

function madeMs(name: string): number {
  return Number(UNKNOWN_PACK.exec(name)![1]);
}

async function packSizes(directory: string, vfs: Vfs): Promise<Map<number, number>> {
  const sizes = new Map<number, number>();
  for (const name of await vfs.readdir(directory)) {
    const pack = packNumberOf(name);
    if (pack !== null) sizes.set(pack, (await vfs.stat(path.join(directory, name))).size);
  }
  return sizes;
}

export interface Doubtful {
  /** Frames that do not verify. */
  frames: { pack: number; frameOffset: number }[];
  /** Ranges that hold other records than were journalled, or in which heads do not read: every chunk in them is to be looked at. */
  ranges: Pick<PackRange, 'pack' | 'from' | 'to'>[];
}

/** After an unclean end: rereads the ranges journalled last, the newest first. */
export async function verifyLastRanges(state: PackState, files: PackFiles, onDamage: (message: string) => void): Promise<Doubtful> {
  const doubtful: Doubtful = { frames: [], ranges: [] };
  let budget = MAX_REREAD_BYTES;
  for (const range of [...state.ranges].reverse()) {
    budget -= range.to - range.from;
    const full = budget >= 0;
    try {
      await files.use(range.pack, (file) => verifyRange(file, range, full, doubtful.frames));
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      onDamage(`a range journalled last cannot be read: ${messageOf(error)}`);
      if (error.code === 'CORRUPT') doubtful.ranges.push(range);
    }
  }
  return doubtful;
}

async function verifyRange(file: VfsFile, range: PackRange, full: boolean, suspects: Doubtful['frames']): Promise<void> {
  const checksums: Buffer[] = [];
  let damaged = false;
  for await (const { header, offset } of readHeads(file, range.pack, range.from, range.to)) {
    checksums.push(header.checksum);
    if (!full || header.kind !== RECORD_KIND.frame) continue;
    try {
      await readRecord(file, range.pack, offset, range.to);
    } catch (error) {
      if (!isFarvaultError(error, 'CORRUPT')) throw error;
      suspects.push({ pack: range.pack, frameOffset: offset });
      damaged = true;
    }
  }
  if (!damaged && rangeDigest(checksums) !== range.digest) throw new FarvaultError('CORRUPT', `pack ${range.pack}, offsets ${range.from} to ${range.to}: the records are not those that were journalled`);
}
