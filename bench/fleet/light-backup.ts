// A backup as small as one gets: one file of fresh bytes, its manifest, one frame, one commit; over the real protocol.
import { randomBytes } from 'node:crypto';
import { CODEC } from '../../shared/codec/codec.js';
import { encodeEntryBody } from '../../shared/format/entry-encoder.js';
import { KIND } from '../../shared/format/entry.js';
import { ManifestWriter } from '../../shared/format/manifest-writer.js';
import { blake3 } from '../../shared/hash/hash.js';
import type { Connection } from '../../shared/rpc/client.js';
import type { BackupBegun__Output } from '../../shared/rpc/gen/farvault/v1/BackupBegun.js';
import type { BackupReply__Output } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';

const FILE_BYTES = 64 << 10;

/** The id of the snapshot that was committed. */
export function lightBackup(connection: Connection, runId: string): Promise<string> {
  const call = connection.data.backup();
  return new Promise((resolve, reject) => {
    let root: Buffer = Buffer.alloc(0);
    const take = (reply: BackupReply__Output): void => {
      if (reply.begun?.snapshotId) resolve(reply.begun.snapshotId);
      else if (reply.begun) {
        const made = smallTree(reply.begun);
        root = made.root;
        call.write({ frame: frameOf(made.chunks) });
      } else if (reply.ack && reply.ack.seq >= 1) {
        const counters = { filesTotal: 1, filesNew: 1, bytesLogical: FILE_BYTES, bytesRead: FILE_BYTES, chunksTotal: 1, chunksSent: 1, bytesSent: FILE_BYTES };
        call.write({ commit: { rootId: blake3(root), rootBytes: root.length, counters, partial: false } });
      } else if (reply.result) {
        if (reply.result.snapshotId === '') reject(new Error('the server lacks chunks that it acknowledged'));
        else resolve(reply.result.snapshotId);
        call.end();
      }
    };
    call.on('data', take);
    call.on('error', reject);
    call.on('end', () => reject(new Error('the server ended the upload')));
    call.write({ begin: { runId } });
  });
}

function smallTree({ chunking }: BackupBegun__Output): { chunks: Buffer[]; root: Buffer } {
  if (!chunking) throw new Error('the server did not say how files are cut');
  const content = randomBytes(FILE_BYTES);
  const chunks = [content];
  const writer = new ManifestWriter(chunking, (chunk) => chunks.push(Buffer.from(chunk.data)));
  const path = Buffer.from('srv/file');
  writer.add(path, KIND.file, encodeEntryBody({
    kind: KIND.file, flags: 0, mode: 0o644, uid: 0, gid: 0, user: null, group: null, mtimeSec: 1, mtimeNsec: 0, ctimeSec: 1, ctimeNsec: 0,
    inode: 7n, size: content.length, target: null, major: 0, minor: 0, xattrs: [], path, extents: [{ id: blake3(content), length: content.length }],
  }));
  return { chunks, root: Buffer.from(writer.finish().root.data) };
}

function frameOf(chunks: Buffer[]) {
  const payload = Buffer.concat(chunks);
  return { seq: 1, codec: CODEC.raw, plainBytes: payload.length, ids: Buffer.concat(chunks.map((chunk) => blake3(chunk))), lengths: chunks.map((chunk) => chunk.length), payload };
}
