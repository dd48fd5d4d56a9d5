// A manifest on the agent's disk: disposable, checked whenever it is read.
//   DIR/manifest, DIR/index   chunks of level 0 and 1, each after its u32 length
//   DIR/root                  the root chunk
//   DIR/settled               for each manifest chunk that is settled, in order: u32 length, id, u32 files new so far, u32 files changed so far
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { decodeIndexChunk, decodeRoot, type ManifestChunk } from '../../shared/format/manifest-index.js';
import { MAX_CHUNK_BYTES } from '../../shared/format/limits.js';
import { blake3, ID_BYTES } from '../../shared/hash/hash.js';
import { readChunks } from './chunk-file.js';

const SETTLED_BYTES = 4 + ID_BYTES + 8;

/** Against the parent snapshot: a later attempt finds them unchanged against what was settled. */
export interface FileCounts {
  filesNew: number;
  filesChanged: number;
}

export class ManifestFiles {
  private readonly fds: [number, number, number];

  constructor(readonly directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const open = (name: string): number => openSync(path.join(directory, name), 'w', 0o600);
    this.fds = [open('manifest'), open('index'), open('settled')];
  }

  write(chunk: ManifestChunk): void {
    if (chunk.level === 2) return writeFileSync(path.join(this.directory, 'root'), chunk.data, { mode: 0o600 });
    const length = Buffer.alloc(4);
    length.writeUInt32LE(chunk.data.length);
    append(this.fds[chunk.level], Buffer.concat([length, chunk.data]));
    failpoint('agent.manifest.afterChunk');
  }

  settled(chunk: ManifestChunk, { filesNew, filesChanged }: FileCounts): void {
    const record = Buffer.alloc(SETTLED_BYTES);
    record.writeUInt32LE(chunk.data.length);
    chunk.id.copy(record, 4);
    record.writeUInt32LE(filesNew, 4 + ID_BYTES);
    record.writeUInt32LE(filesChanged, 8 + ID_BYTES);
    append(this.fds[2], record);
    failpoint('agent.manifest.afterSettled');
  }

  close(): void {
    for (const fd of this.fds) closeSync(fd);
  }
}

function append(fd: number, data: Buffer): void {
  for (let at = 0; at < data.length; ) at += writeSync(fd, data, at);
}

/** Ids (latin1) of the manifest's own chunks, if everything in `directory` is what `rootId` names; else null. */
export function checkManifest(directory: string, rootId: Buffer): Set<string> | null {
  try {
    const root = readFileSync(path.join(directory, 'root'));
    if (!blake3(root).equals(rootId)) return null;
    const known = new Set([rootId.toString('latin1')]);
    const index = readChunks(path.join(directory, 'index'));
    const manifest = readChunks(path.join(directory, 'manifest'));
    for (const { id: indexId } of decodeRoot(root).items) {
      const indexChunk = next(index, indexId);
      if (indexChunk === null) return null;
      known.add(indexId.toString('latin1'));
      for (const { id } of decodeIndexChunk(indexChunk)) {
        if (next(manifest, id) === null) return null;
        known.add(id.toString('latin1'));
      }
    }
    return index.next().done === true && manifest.next().done === true ? known : null;
  } catch {
    return null; // A copy that cannot be read is as good as none: the server has it.
  }
}

function next(chunks: Generator<Buffer, void>, id: Buffer): Buffer | null {
  const { value } = chunks.next();
  return value instanceof Buffer && blake3(value).equals(id) ? value : null;
}

/** The settled manifest chunks of an interrupted run, up to the first that is not whole. */
export function* settledChunks(directory: string): Generator<{ chunk: Buffer; counts: FileCounts }, void> {
  let settled: Buffer;
  try {
    settled = readFileSync(path.join(directory, 'settled'));
  } catch {
    return;
  }
  const chunks = readChunks(path.join(directory, 'manifest'));
  for (let at = 0; at + SETTLED_BYTES <= settled.length; at += SETTLED_BYTES) {
    const length = settled.readUInt32LE(at);
    if (length > MAX_CHUNK_BYTES) return;
    let chunk: Buffer | void;
    try {
      chunk = chunks.next().value;
    } catch (error) {
      if (error instanceof FarvaultError) return;
      throw error;
    }
    if (!(chunk instanceof Buffer) || chunk.length !== length || !blake3(chunk).equals(settled.subarray(at + 4, at + 4 + ID_BYTES))) return;
    const counts = { filesNew: settled.readUInt32LE(at + 4 + ID_BYTES), filesChanged: settled.readUInt32LE(at + 8 + ID_BYTES) };
    yield { chunk: Buffer.from(chunk), counts };
  }
}
