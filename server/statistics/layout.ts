// Keys and values of the view: docs/formats.md, Views.
import { FarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { ChunkRecord, Holder, Sums } from './sums.js';

/** A snapshot of which the chunks are counted, or are being counted. */
export interface Counted {
  holder: number;
  rootId: string;
  rootBytes: number;
  /** Null: all of it is counted. Else index chunks before `index` are, and of that one, if `item` is not -1, the manifest chunks before `item`. */
  at: { index: number; item: number } | null;
}

export interface Node {
  /** How many refer to it of those that are counted: snapshots to a root, roots to an index chunk, index chunks to a manifest chunk. */
  count: number;
  /** It could not be read when it was counted: what it refers to is not. */
  opaque: boolean;
}

export const SNAPSHOTS = 's';
export const HOLDERS = 'h';
export const OFFICES = 'o';
export const TOTAL_KEY = Buffer.from('t');

export type StoredHolder = Holder & Sums;

export function snapshotKey(id: string): Buffer {
  return Buffer.from(SNAPSHOTS + id, 'latin1');
}

export function holderKey(holder: number): Buffer {
  return Buffer.from(HOLDERS + holder.toString(16).padStart(8, '0'), 'latin1');
}

export function officeKey(officeId: string): Buffer {
  return Buffer.from(OFFICES + officeId);
}

export function nodeKey(holder: number, id: Buffer): Buffer {
  const key = Buffer.allocUnsafe(5 + ID_BYTES);
  key.write('n', 'latin1');
  key.writeUInt32BE(holder, 1);
  id.copy(key, 5);
  return key;
}

export function chunkKey(ids: Buffer, at: number): Buffer {
  const key = Buffer.allocUnsafe(1 + ID_BYTES);
  key.write('c', 'latin1');
  ids.copy(key, 1, at, at + ID_BYTES);
  return key;
}

export function encodeNode({ count, opaque }: Node): Buffer {
  const value = Buffer.allocUnsafe(5);
  value.writeUInt32LE(count);
  value[4] = opaque ? 1 : 0;
  return value;
}

export function decodeNode(value: Buffer | undefined): Node {
  if (value === undefined) return { count: 0, opaque: false };
  if (value.length !== 5) throw damaged('node', value);
  return { count: value.readUInt32LE(), opaque: value[4] === 1 };
}

export function encodeChunk({ plain, stored, holders }: ChunkRecord): Buffer {
  const value = Buffer.allocUnsafe(8 + 8 * holders.length);
  value.writeUInt32LE(plain);
  value.writeUInt32LE(stored, 4);
  for (let i = 0; i < holders.length; i++) {
    value.writeUInt32LE(holders[i].holder, 8 + 8 * i);
    value.writeUInt32LE(holders[i].count, 12 + 8 * i);
  }
  return value;
}

export function decodeChunk(value: Buffer): ChunkRecord {
  if (value.length < 16 || value.length % 8 !== 0) throw damaged('chunk', value);
  const holders: ChunkRecord['holders'] = [];
  for (let at = 8; at < value.length; at += 8) holders.push({ holder: value.readUInt32LE(at), count: value.readUInt32LE(at + 4) });
  return { plain: value.readUInt32LE(), stored: value.readUInt32LE(4), holders };
}

function damaged(what: string, value: Buffer): FarvaultError {
  return new FarvaultError('CORRUPT', `a ${what} in the statistics has ${value.length} bytes`, { remedy: 'Run `backupd rebuild`; nothing stored is lost.' });
}
