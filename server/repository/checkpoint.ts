// The state of all reducers at one journal position, so that a start replays little. A file beside the journal, and a pack record.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { readSmallFile, removeFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { blake3 } from '../../shared/hash/hash.js';
import { canonicalJson } from '../../shared/store/canonical-json.js';
import type { RepositoryConfig } from './config.js';
import type { JournalPosition } from './journal-reader.js';
import type { StateReducer } from './types.js';

const MAGIC = 'FVCKPT01';
const HEADER_BYTES = 32;
const MAX_CHECKPOINT_BYTES = 256 << 20;
const KEPT = 2;

export interface Checkpoint {
  position: JournalPosition;
  config: RepositoryConfig;
  states: Record<string, unknown>;
}

/** Canonical JSON: what a checkpoint's file holds behind its header, and its pack record as payload. */
export function encodeCheckpoint(position: JournalPosition, config: RepositoryConfig, reducers: readonly StateReducer[]): Buffer {
  const states = Object.fromEntries(reducers.map((reducer) => [reducer.name, reducer.save()]));
  return Buffer.from(canonicalJson({ number: position.number, chain: position.chain.toString('hex'), config, states }));
}

export function decodeCheckpoint(payload: Buffer, name: string): Checkpoint {
  const damaged = (cause?: unknown): FarvaultError => new FarvaultError('CORRUPT', `checkpoint ${name} does not parse`, { cause });
  let value: { number?: unknown; chain?: unknown; config?: unknown; states?: unknown };
  try {
    value = JSON.parse(payload.toString('utf8')) as typeof value;
  } catch (error) {
    throw damaged(error);
  }
  if (value === null || typeof value.number !== 'number' || typeof value.chain !== 'string' || !/^[0-9a-f]{64}$/.test(value.chain)) throw damaged();
  if (typeof value.states !== 'object' || value.states === null || typeof value.config !== 'object' || value.config === null) throw damaged();
  return { position: { number: value.number, chain: Buffer.from(value.chain, 'hex') }, config: value.config as RepositoryConfig, states: value.states as Record<string, unknown> };
}

function fileNameOf(number: number): string {
  return `${String(number).padStart(10, '0')}.fvc`;
}

async function checkpointNumbers(directory: string, vfs: Vfs): Promise<number[]> {
  const numbers = (await vfs.readdir(directory)).map((name) => /^(\d{10})\.fvc$/.exec(name)).filter((match) => match !== null);
  return numbers.map((match) => Number(match[1])).sort((a, b) => b - a);
}

/** The checkpoint files in `directory`, the newest first, and the last record that each covers. */
export async function checkpointFiles(directory: string, vfs: Vfs): Promise<{ name: string; number: number }[]> {
  return (await checkpointNumbers(directory, vfs)).map((number) => ({ name: fileNameOf(number), number }));
}

/** Writes the file and removes all but the last two. */
export async function writeCheckpoint(directory: string, number: number, payload: Buffer, vfs: Vfs): Promise<void> {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.writeBigUInt64LE(BigInt(number), 8);
  const bytes = Buffer.concat([header, payload]);
  checkOf(bytes).copy(bytes, 16);
  failpoint('checkpoint.begin');
  await writeFileDurable(path.join(directory, fileNameOf(number)), bytes, 0o600, vfs);
  failpoint('checkpoint.durable');
  for (const old of (await checkpointNumbers(directory, vfs)).slice(KEPT)) await removeFile(path.join(directory, fileNameOf(old)), vfs);
}

/** The newest checkpoint that verifies and has the state of every reducer in `names`, or null; `lacking`: reducers whose state the newest that verifies lacks. */
export async function readCheckpoint(directory: string, names: readonly string[], vfs: Vfs): Promise<{ checkpoint: Checkpoint | null; lacking: string[] }> {
  let lacking: string[] = [];
  for (const number of await checkpointNumbers(directory, vfs)) {
    const checkpoint = await readOne(path.join(directory, fileNameOf(number)), vfs);
    if (checkpoint === null) continue;
    const absent = names.filter((name) => !(name in checkpoint.states));
    if (absent.length === 0) return { checkpoint, lacking: [] };
    if (lacking.length === 0) lacking = absent;
  }
  return { checkpoint: null, lacking };
}

async function readOne(file: string, vfs: Vfs): Promise<Checkpoint | null> {
  const bytes = await readSmallFile(file, MAX_CHECKPOINT_BYTES, vfs);
  if (bytes === null || bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, 8) !== MAGIC || !checkOf(bytes).equals(bytes.subarray(16, 32))) return null;
  try {
    return decodeCheckpoint(bytes.subarray(HEADER_BYTES), file);
  } catch (error) {
    if (isFarvaultError(error, 'CORRUPT')) return null;
    throw error;
  }
}

function checkOf(bytes: Buffer): Buffer {
  return blake3(Buffer.concat([bytes.subarray(0, 16), bytes.subarray(HEADER_BYTES)])).subarray(0, 16);
}
