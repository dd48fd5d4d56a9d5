// Places a release in a slot, and decides in which. An installer follows the rules that updates follow: never an older version, never one that failed here.
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, isFarvaultError, systemCode } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { compareVersions } from '../../shared/release/index.js';
import type { ReleaseManifest } from '../../shared/release/types.js';
import { MANIFEST_NAME, MAX_MANIFEST_BYTES, parseManifest } from '../update/release-manifest.js';
import { otherSlot, type Slot } from '../update/state-files.js';
import { checkRelease } from '../update/unpack.js';
import { asUser, type Account } from './account.js';

export interface SlotsSeen {
  current: Slot | null;
  /** What the current slot holds; null: it is damaged or not there. */
  version: string | null;
  /** The highest that has proven itself here, as far as the data directory tells. */
  proven: string | null;
  /** The lowest that may be installed here, as far as it tells. */
  floor: string | null;
  bad: ReadonlySet<string>;
}

export type SlotPlan =
  | { kind: 'keep'; reason: string }
  /** Nothing there has proven itself: this is the beginning. */
  | { kind: 'place'; slot: Slot }
  /** What runs goes on until the new version has proven itself. */
  | { kind: 'trial'; slot: Slot };

export function planSlots(seen: SlotsSeen, offered: string): SlotPlan {
  const { current, version, proven, floor, bad } = seen;
  if (version !== null && current !== null) {
    if (version === offered) return { kind: 'keep', reason: `${offered} is there, in slot ${current}` };
    if (compareVersions(offered, version) < 0) return { kind: 'keep', reason: `${version} is there, newer than ${offered} of this installer` };
  }
  if (proven !== null && !bad.has(proven) && compareVersions(offered, proven) < 0) {
    throw new FarvaultError('REFUSED', `${offered} is below ${proven}, which has run on this machine`, { remedy: `Make an installer of ${proven} or later: backupctl agent installer --release ${proven}` });
  }
  if (floor !== null && compareVersions(offered, floor) < 0) {
    throw new FarvaultError('REFUSED', `${offered} is below ${floor}, the lowest version that may be installed here`, { remedy: 'Make an installer of a later version.' });
  }
  if (version === null || current === null) return { kind: 'place', slot: current ?? 'a' };
  if (bad.has(offered)) return { kind: 'keep', reason: `${version} stays: ${offered} failed on this machine before` };
  return { kind: 'trial', slot: otherSlot(current) };
}

/** Null: no whole release lies there. */
export async function versionIn(folder: string): Promise<string | null> {
  try {
    return (await checkRelease(folder, new AbortController().signal)).version;
  } catch {
    return null; // Damaged in whatever way: it is placed anew.
  }
}

export async function readManifest(folder: string): Promise<ReleaseManifest> {
  const bytes = await readSmallFile(path.join(folder, MANIFEST_NAME), MAX_MANIFEST_BYTES);
  if (bytes === null) throw new FarvaultError('NOT_FOUND', `${folder} holds no release`, { remedy: 'Name the folder of an unpacked release archive with --from, or run backup-agent from there.' });
  return parseManifest(bytes);
}

/** The file as the manifest lists it. CORRUPT when it is another. */
export async function readListed(folder: string, manifest: ReleaseManifest, name: string): Promise<Buffer> {
  const listed = manifest.files.find((file) => file.path === name);
  const bytes = listed === undefined ? null : await readSmallFile(path.join(folder, name), listed.bytes).catch(nullIfLonger);
  if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== listed!.sha256) {
    throw new FarvaultError('CORRUPT', `${path.join(folder, name)} is not what its ${MANIFEST_NAME} lists`, { remedy: 'Unpack the release anew.' });
  }
  return bytes;
}

function ignoreAbsent(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error;
}

function nullIfLonger(error: unknown): null {
  if (isFarvaultError(error, 'FORMAT')) return null;
  throw error;
}

/** Slot `slot` holds the release of `from`, whole, when it resolves; a cut leaves the slot as it was, or without `backup-agent`. What is read is hashed: these bytes, and no others, are written. */
export async function placeRelease(from: string, slots: string, slot: Slot, account: Account): Promise<void> {
  const manifest = await readManifest(from);
  const listed = await readFile(path.join(from, MANIFEST_NAME));
  const scratch = path.join(slots, `${slot}.new`);
  await asUser(account, async () => {
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { mode: 0o755 });
  });
  const folders = new Set([scratch]);
  for (const { path: name, mode } of manifest.files) {
    const bytes = await readListed(from, manifest, name);
    await asUser(account, async () => {
      const file = path.join(scratch, name);
      for (let folder = path.dirname(file); !folders.has(folder); folder = path.dirname(folder)) {
        await mkdir(folder, { recursive: true, mode: 0o755 });
        folders.add(folder);
      }
      await writeFileDurable(file, bytes, mode);
      await chmod(file, mode);
    });
  }
  await asUser(account, async () => {
    for (const folder of folders) await chmod(folder, 0o755);
    await writeFileDurable(path.join(scratch, MANIFEST_NAME), listed, 0o644);
    await chmod(path.join(scratch, MANIFEST_NAME), 0o644);
    await checkRelease(scratch, new AbortController().signal);
    const old = path.join(slots, `${slot}.old`);
    await rm(old, { recursive: true, force: true });
    // Removing takes longer than naming: power that fails meanwhile finds one of them.
    await rename(path.join(slots, slot), old).catch(ignoreAbsent);
    await rename(scratch, path.join(slots, slot));
    await realFs.syncDirectory(slots);
    for (const left of await readdir(slots)) if (left.endsWith('.new') || left.endsWith('.old')) await rm(path.join(slots, left), { recursive: true, force: true });
  });
}
