// Gets the manifest of the parent snapshot from the server when the local copy is gone, so that unchanged files are not read even then.
import { decodeFrame } from '../../shared/codec/frame.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot } from '../../shared/format/manifest-index.js';
import { MAX_CHUNK_BYTES, MAX_FRAME_PLAIN_BYTES } from '../../shared/format/limits.js';
import { blake3, ID_BYTES } from '../../shared/hash/hash.js';
import type { Frame__Output } from '../../shared/rpc/gen/farvault/v1/Frame.js';
import type { ReadReply__Output } from '../../shared/rpc/gen/farvault/v1/ReadReply.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { abortable } from './gate.js';
import { ManifestFiles } from './manifest-files.js';
import type { ReadCall } from './types.js';

const LEVEL = { index: 0, manifest: 1 } as const;
/** Manifest chunks are 256 KiB at most, or one entry of 1 MiB: far below the 64 MiB that a reader may ask for at once. */
const CHUNKS_A_FETCH = 32;

export async function fetchManifest(call: ReadCall, snapshotId: string, rootId: Buffer, directory: string, signal: AbortSignal): Promise<void> {
  const replies = new Replies(call);
  const files = new ManifestFiles(directory);
  try {
    call.write({ open: { snapshotId } });
    const opened = (await abortable(replies.next(), signal)).opened;
    if (!opened || !blake3(opened.root).equals(rootId)) throw wrong('the root of the parent snapshot is not what it should be');
    const root = decodeRoot(opened.root);
    files.write({ level: 2, id: rootId, data: opened.root });
    const indexIds = root.items.map(({ id }) => id);
    let seq = 0;
    let number = 0;
    for (let first = 0; first < indexIds.length; first += CHUNKS_A_FETCH) {
      const indexChunks = await fetchChunks(call, replies, ++seq, LEVEL.index, first, indexIds.slice(first, first + CHUNKS_A_FETCH), signal);
      for (const [i, data] of indexChunks.entries()) {
        files.write({ level: 1, id: indexIds[first + i], data });
        const ids = decodeIndexChunk(data).map(({ id }) => id);
        for (let at = 0; at < ids.length; at += CHUNKS_A_FETCH) {
          const wanted = ids.slice(at, at + CHUNKS_A_FETCH);
          const chunks = await fetchChunks(call, replies, ++seq, LEVEL.manifest, number + at, wanted, signal);
          for (const [k, chunk] of chunks.entries()) files.write({ level: 0, id: wanted[k], data: chunk });
        }
        number += ids.length;
      }
    }
  } finally {
    files.close();
    call.end();
    call.cancel();
  }
}

/** The chunks `first`, `first + 1`, ... of a level, each checked against its id. */
async function fetchChunks(call: ReadCall, replies: Replies, seq: number, level: 0 | 1, first: number, ids: Buffer[], signal: AbortSignal): Promise<Buffer[]> {
  const places = new Map<string, Buffer | null>(ids.map((id) => [id.toString('latin1'), null]));
  call.write({ fetch: { seq, items: ids.map((_, i) => ({ level, number: first + i, ranges: [] })) } });
  for (;;) {
    const reply = await abortable(replies.next(), signal);
    if (reply.frame) takeFrame(reply.frame, places);
    else if (reply.done) break;
  }
  return ids.map((id) => {
    const data = places.get(id.toString('latin1'));
    if (!data) throw new FarvaultError('MISSING', 'the server cannot give a part of the parent manifest');
    return data;
  });
}

function takeFrame(frame: Frame__Output, places: Map<string, Buffer | null>): void {
  if (frame.plainBytes > MAX_FRAME_PLAIN_BYTES || frame.ids.length !== frame.lengths.length * ID_BYTES) throw wrong('a frame of the parent manifest breaks its bounds');
  const plain = decodeFrame(frame.codec, frame.payload, frame.plainBytes);
  let start = 0;
  for (const [i, length] of frame.lengths.entries()) {
    const id = frame.ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES);
    const data = plain.subarray(start, start + length);
    start += length;
    if (length > MAX_CHUNK_BYTES || start > plain.length || !blake3(data).equals(id)) throw wrong('a chunk of the parent manifest is not what its id says');
    if (places.has(id.toString('latin1'))) places.set(id.toString('latin1'), Buffer.from(data));
  }
}

function wrong(what: string): FarvaultError {
  return new FarvaultError('CORRUPT', what, { remedy: 'Check the disk of the server; its log names what is damaged.' });
}

/** Replies in order. Their number is bounded by what one fetch asks for. */
class Replies {
  private readonly queue: ReadReply__Output[] = [];
  private waiting: { resolve(reply: ReadReply__Output): void; reject(error: Error): void } | null = null;
  private error: Error | null = null;

  constructor(call: ReadCall) {
    call.on('data', (reply) => {
      if (this.waiting === null) this.queue.push(reply);
      else this.waiting.resolve(reply);
      this.waiting = null;
    });
    call.on('error', (error) => this.fail(fromServiceError(error)));
    call.on('end', () => this.fail(new FarvaultError('UNAVAILABLE', 'the server ended the stream')));
  }

  next(): Promise<ReadReply__Output> {
    const reply = this.queue.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    return this.error !== null ? Promise.reject(this.error) : new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  private fail(error: Error): void {
    this.error ??= error;
    this.waiting?.reject(this.error);
    this.waiting = null;
  }
}
