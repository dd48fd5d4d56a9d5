// How copies into each folder ended: a small file a folder in the data directory, written by whoever made the copy, so that one by hand counts as one by schedule does.
import path from 'node:path';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { ensureDirectory } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { blake3 } from '../../shared/hash/hash.js';
import { readCheckedJson, writeCheckedJson } from './checked-json.js';

export interface GoodCopy {
  /** When the position was taken: what was acknowledged by then is in the copy. */
  timeMs: number;
  position: number;
  packBytes: number;
  snapshots: number;
  /** Damaged places at the source. */
  lacks: number;
}

export interface Outcome {
  folder: string;
  good: GoodCopy | null;
  triedMs: number;
  /** Of the last copy; empty: it is whole. */
  error: string;
}

function fileOf(dataDir: string, folder: string): string {
  return path.join(dataDir, 'copies', `${blake3(Buffer.from(folder)).toString('hex').slice(0, 16)}.json`);
}

/** Null: no copy went there from here. */
export async function readOutcome(dataDir: string, folder: string, vfs: Vfs): Promise<Outcome | null> {
  try {
    return await readCheckedJson<Outcome>(fileOf(dataDir, folder), vfs);
  } catch (error) {
    // What it said is in the folder, too.
    if (isFarvaultError(error, 'CORRUPT')) return null;
    throw error;
  }
}

export async function writeOutcome(dataDir: string, outcome: Outcome, vfs: Vfs): Promise<void> {
  await ensureDirectory(path.join(dataDir, 'copies'), vfs);
  await writeCheckedJson(fileOf(dataDir, outcome.folder), outcome, vfs);
}
