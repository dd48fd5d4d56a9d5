// Names in the folder of a second copy (docs/formats.md, Second copy). `packs` and `journal` are as in a data directory.
import path from 'node:path';

/** Makes a folder one that copies go to. An empty mount point has none. */
export const COPY_MARKER = 'FARVAULT-COPY';

export interface CopyLayout {
  folder: string;
  marker: string;
  lock: string;
  manifest: string;
  /** How far a copy has come that is not done. */
  progress: string;
  packs: string;
  journal: string;
  /** Whole files, each under the BLAKE3 of its bytes. */
  objects: string;
}

export function copyLayoutOf(folder: string): CopyLayout {
  return {
    folder,
    marker: path.join(folder, COPY_MARKER),
    lock: path.join(folder, 'LOCK'),
    manifest: path.join(folder, 'COPY.json'),
    progress: path.join(folder, 'PROGRESS.json'),
    packs: path.join(folder, 'packs'),
    journal: path.join(folder, 'journal'),
    objects: path.join(folder, 'objects'),
  };
}
