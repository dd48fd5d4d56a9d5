// Compares the folder of packs with what the journal says of it. Before anything is removed: a listing that is short, a file that is another's or has been cut
// are faults that a collection would make worse.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { packFileName, packNumberOf } from '../../shared/store/pack-format.js';
import { readPackHeader } from '../../shared/store/pack-reader.js';
import type { PackState } from './pack-state.js';

export interface PackFolder {
  path: string;
  vfs: Vfs;
  repositoryId: Buffer;
}

/** MISSING, CORRUPT or IO, with the file's name, at the first that is wrong. `isKnown`: of a pack that the journal does not tell of (yet, or any more). */
export async function checkPackFolder(folder: PackFolder, state: PackState, isKnown: (pack: number) => boolean): Promise<void> {
  const { vfs } = folder;
  const expected = [...state.packs.keys()];
  const there = new Set((await vfs.readdir(folder.path)).map(packNumberOf).filter((pack) => pack !== null));
  for (const pack of there) {
    if (state.packs.has(pack) || isKnown(pack)) continue;
    throw new FarvaultError('CORRUPT', `${fileOf(folder, pack)} is a pack that the journal does not know`, { remedy: 'Move it out of the data directory; if the journal is not the right one, put the right one back from a copy.' });
  }
  for (const pack of expected) {
    const { end } = state.packs.get(pack) ?? { end: null };
    if (end === null) continue; // Removed meanwhile.
    if (!there.has(pack)) throw missing(folder, pack);
    await checkPack(folder, pack, end);
  }
}

async function checkPack(folder: PackFolder, pack: number, end: number): Promise<void> {
  const name = fileOf(folder, pack);
  try {
    // Opened anew: a descriptor of before would go on reading a file that was moved away.
    const file = await folder.vfs.open(name, 'read');
    try {
      const bytes = await file.size();
      if (bytes < end) throw new FarvaultError('CORRUPT', `${name} has ${bytes} bytes, ${end} were journalled`, { remedy: 'Put the file back from a copy of the data directory, or run "backupctl verify" to learn what is lost with it.' });
      const { repositoryId } = await readPackHeader(file, pack);
      if (!repositoryId.equals(folder.repositoryId)) throw new FarvaultError('CORRUPT', `${name} belongs to another repository`, { remedy: 'Put the right file back from a copy of the data directory.' });
    } finally {
      await file.close();
    }
  } catch (error) {
    throw isFarvaultError(error, 'NOT_FOUND') ? missing(folder, pack) : error;
  }
}

function missing(folder: PackFolder, pack: number): FarvaultError {
  return new FarvaultError('MISSING', `pack ${pack} is missing: ${fileOf(folder, pack)} is not there`, { remedy: 'Put the file back from a copy of the data directory, or run "backupctl verify" to learn what is lost with it. Where there is no copy, back up again, stop backupd and run "backupd rebuild --from-packs", which gives the pack up.' });
}

function fileOf(folder: PackFolder, pack: number): string {
  return path.join(folder.path, packFileName(pack));
}
