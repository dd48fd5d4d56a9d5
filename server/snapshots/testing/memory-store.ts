// A chunk source in memory, and snapshots to put into it.
import { FrameEncoder } from '../../../shared/codec/frame.js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import { KIND, type EntryMeta } from '../../../shared/format/entry.js';
import { encodeEntryBody } from '../../../shared/format/entry-encoder.js';
import { ManifestWriter } from '../../../shared/format/manifest-writer.js';
import { ID_BYTES, blake3 } from '../../../shared/hash/hash.js';
import type { Place, SnapshotRecord, StoredFrame } from '../../repository/index.js';
import type { ChunkSource } from '../types.js';

export class MemoryStore implements ChunkSource {
  readonly places = new Map<string, Place>();
  readonly frames: StoredFrame[] = [];
  readonly quarantined: string[] = [];
  reads = 0;
  someUnreadable = false;
  readonly #encoder = new FrameEncoder();

  /** One frame that holds these chunks; gives its number. */
  store(chunks: Buffer[]): number {
    const frameOffset = this.frames.length * 4_096;
    const plain = Buffer.concat(chunks);
    const { codec, payload } = this.#encoder.encode(plain, { codec: 'zstd', level: 1 });
    const ids = Buffer.concat(chunks.map((chunk) => blake3(chunk)));
    let offsetInFrame = 0;
    chunks.forEach((chunk, i) => {
      const id = ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES);
      if (!this.places.has(id)) this.places.set(id, { pack: 1, frameOffset, offsetInFrame, length: chunk.length });
      offsetInFrame += chunk.length;
    });
    const lengths = Uint32Array.from(chunks, (chunk) => chunk.length);
    this.frames.push({ codec, plainBytes: plain.length, ids, lengths, payload: Buffer.from(payload), holdsManifest: false, pack: 1, frameOffset });
    return this.frames.length - 1;
  }

  /** What is stored of a frame is not what its table says any more. */
  damage(frame: number): void {
    this.frames[frame].payload = Buffer.alloc(0);
  }

  lose(id: Buffer): void {
    this.places.delete(id.toString('hex'));
  }

  locate(ids: Buffer): Promise<(Place | null)[]> {
    const places: (Place | null)[] = [];
    for (let at = 0; at < ids.length; at += ID_BYTES) places.push(this.places.get(ids.toString('hex', at, at + ID_BYTES)) ?? null);
    return Promise.resolve(places);
  }

  locateStored(ids: Buffer): Promise<(Place | null)[]> {
    return this.locate(ids);
  }

  async readFrame(place: { pack: number; frameOffset: number }): Promise<StoredFrame> {
    this.reads++;
    const frame = this.frames[place.frameOffset / 4_096];
    if (frame.payload.length > 0) return frame;
    await this.quarantine(frame.ids, 'damaged', frame);
    throw new FarvaultError('CORRUPT', 'the frame fails its checksum');
  }

  quarantine(ids: Buffer, _reason: string, at: { pack: number; frameOffset: number }): Promise<void> {
    for (let from = 0; from < ids.length; from += ID_BYTES) {
      const id = ids.toString('hex', from, from + ID_BYTES);
      if (this.places.get(id)?.frameOffset !== at.frameOffset) continue;
      this.quarantined.push(id);
      this.places.delete(id);
    }
    return Promise.resolve();
  }
}

export interface TestFile {
  path: string;
  chunks: Buffer[];
  /** What the manifest says that each chunk has, when that is wrong. */
  claimedBytes?: number;
}

const META: EntryMeta = {
  kind: KIND.file, flags: 0, mode: 0o644, uid: 0, gid: 0, user: null, group: null, mtimeSec: 1, mtimeNsec: 0, ctimeSec: 1, ctimeNsec: 0,
  inode: 7n, size: 0, target: null, major: 0, minor: 0, xattrs: [],
};
const CHUNKING = { version: 1, minBytes: 16 << 10, averageBytes: 64 << 10, maxBytes: 256 << 10, fixedBytes: 64 << 10 };

/** The manifest chunks of these files, which stand in manifest order; the root is the last. */
export function manifestOf(files: TestFile[]): Buffer[] {
  const chunks: Buffer[] = [];
  const writer = new ManifestWriter(CHUNKING, (chunk) => chunks.push(Buffer.from(chunk.data)));
  for (const file of files) {
    const path = Buffer.from(file.path);
    const extents = file.chunks.map((chunk) => ({ id: blake3(chunk), length: file.claimedBytes ?? chunk.length }));
    const size = extents.reduce((sum, { length }) => sum + length, 0);
    writer.add(path, KIND.file, encodeEntryBody({ ...META, size, path, extents }));
  }
  writer.finish();
  return chunks;
}

let count = 0;

/** A record of a snapshot with this root. */
export function recordOf(root: Buffer, officeId: string, agentId: string, fields: Partial<SnapshotRecord> = {}): SnapshotRecord {
  const id = (++count).toString(16).padStart(32, '0');
  return {
    id, officeId, agentId, jobId: `job of ${agentId}`, jobName: 'files', agentName: agentId, officeName: officeId, runId: `run ${id}`, parentId: null,
    timeMs: 1_000 * count, rootId: blake3(root).toString('hex'), rootBytes: root.length, paths: ['/'], partial: false, counters: {}, ...fields,
  };
}

/** `bytes` bytes that differ for each number. */
export function chunkNumber(number: number, bytes = 200): Buffer {
  return Buffer.alloc(bytes, blake3(Buffer.from(`chunk ${number}`)));
}
