// The journal up to one record. A segment grows behind what is there: the bytes that an earlier position needs are never written over.
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { exists, readSmallFile } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { JOURNAL_RECORD_HEADER_BYTES, listSegments, MAX_SEGMENT_BYTES, parseSegment, SEGMENT_HEADER_BYTES, segmentFileName } from '../repository/index.js';
import type { HistoryPoint } from './manifest.js';
import type { DropFromCache } from './pack-writer.js';

export interface JournalCopyParts {
  repositoryId: Buffer;
  from: { journal: string; vfs: Vfs };
  to: { journal: string; vfs: Vfs };
  dropFromCache: DropFromCache;
  signal: AbortSignal;
}

/** `known`: up to there the destination has it already; 0 to look at all. Ends with exactly the record at `position`. */
export async function copyJournal(parts: JournalCopyParts, position: HistoryPoint, known: number): Promise<void> {
  const { from, to, repositoryId, signal } = parts;
  const segments = (await listSegments(from.journal, from.vfs)).filter((first) => first <= position.number + 1);
  let end: HistoryPoint | null = null;
  for (const [index, first] of segments.entries()) {
    const next = segments[index + 1];
    if (next !== undefined && next <= known) continue;
    signal.throwIfAborted();
    const name = segmentFileName(first);
    const bytes = await readSmallFile(path.join(from.journal, name), MAX_SEGMENT_BYTES, from.vfs);
    if (bytes === null) throw new FarvaultError('MISSING', `journal segment ${path.join(from.journal, name)} is gone`);
    const content = parseSegment(bytes, name, repositoryId, next === undefined ? 'cut' : 'refuse');
    if (end !== null && (content.start.number !== end.number || content.start.chain.toString('hex') !== end.chain)) throw new FarvaultError('CORRUPT', `journal ${name} does not follow from the segment before`);
    const last = Math.min(content.position.number, position.number);
    const chain = last === content.start.number ? content.start.chain : content.chains[last - content.start.number - 1];
    end = { number: last, chain: chain.toString('hex') };
    await writeSegment(parts, path.join(to.journal, name), bytes.subarray(0, offsetBehind(bytes, last - content.start.number)));
  }
  await to.vfs.syncDirectory(to.journal);
  if (end?.number !== position.number || end.chain !== position.chain) throw new FarvaultError('CORRUPT', `the journal in ${from.journal} does not reach record ${position.number} as it should`, { remedy: 'The journal was changed meanwhile, or is damaged: try again.' });
}

function offsetBehind(bytes: Buffer, records: number): number {
  let offset = SEGMENT_HEADER_BYTES;
  for (let done = 0; done < records; done++) offset += JOURNAL_RECORD_HEADER_BYTES + bytes.readUInt32LE(offset + 4);
  return offset;
}

async function writeSegment({ to: { vfs }, dropFromCache }: JournalCopyParts, file: string, bytes: Buffer): Promise<void> {
  const handle = await vfs.open(file, (await exists(file, vfs)) ? 'write' : 'create');
  try {
    const there = Buffer.alloc(Math.min(bytes.length, await handle.size()));
    await handle.read(there, 0);
    const same = commonBytes(there, bytes);
    if (same < bytes.length) await handle.write([bytes.subarray(same)], same);
    if ((await handle.size()) > bytes.length) await handle.truncate(bytes.length);
    await handle.datasync();
    dropFromCache(file, same, bytes.length);
    const back = Buffer.alloc(bytes.length - same);
    await handle.read(back, same);
    if (!back.equals(bytes.subarray(same))) throw new FarvaultError('IO', `${file} reads back other than it was written`, { remedy: 'The disk of the copy is damaged: use another one.' });
  } finally {
    await handle.close();
  }
}

function commonBytes(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length);
  if (a.compare(b, 0, most, 0, most) === 0) return most;
  let at = 0;
  while (at < most && a[at] === b[at]) at++;
  return at;
}
