// Writes blocks into the manifest: what is unchanged as it is, files with the chunks that the workers found. Counts on the way.
import { readSync } from 'node:fs';
import { ContentBuilder, type ContentPart } from '../../shared/format/content-builder.js';
import { encodeEntryBody, encodeSegmentBody, writeFileBody } from '../../shared/format/entry-encoder.js';
import { FLAG, KIND, type EntryMeta } from '../../shared/format/entry.js';
import { ManifestChunkReader } from '../../shared/format/manifest-reader.js';
import type { ManifestWriter } from '../../shared/format/manifest-writer.js';
import { ByteWriter } from '../../shared/format/varint.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { ScanItem } from '../scan/types.js';
import type { Block, FileItem, Task } from './block.js';
import { FILE_STATE, HOLE_FIELDS } from './messages.js';
import type { RunTally } from './tally.js';

export interface EntryWriterParts {
  writer: ManifestWriter;
  tally: RunTally;
  /** The parent's manifest file, for chunks taken over whole; null: no parent. */
  parentFd: number | null;
  log: (level: 'warn', message: string, path: Buffer) => void;
}

export class EntryWriter {
  private readonly parts: ContentPart[] = [];
  private readonly content = new ContentBuilder((part) => this.parts.push(part));
  private readonly out = new ByteWriter(4096);
  private readonly reader = new ManifestChunkReader();
  private readonly chunk = Buffer.allocUnsafeSlow(1 << 20);
  /** Files that could not be read: hard links to them have no content to name. */
  private readonly skipped = new Set<string>();

  constructor(private readonly own: EntryWriterParts) {}

  write(block: Block): void {
    let file = 0;
    for (const item of block.items) {
      if (item.type === 'file') this.writeFile(item, item.image ? block.tasks : [block.tasks[0]], item.image ? 0 : file++);
      else this.writeItem(item);
    }
  }

  private writeItem(item: Exclude<ScanItem, FileItem>): void {
    const { writer, tally } = this.own;
    if (item.type === 'unchanged') {
      this.countUnchanged(item.kind, item.size);
      writer.add(item.path, item.kind, item.body);
      for (const { body } of item.segments) writer.add(item.path, KIND.segment, body);
    } else if (item.type === 'moreSegments') {
      for (const { body } of item.segments) writer.add(item.path, KIND.segment, body);
    } else if (item.type === 'parentChunk') {
      this.copyParentChunk(item.fileOffset, item.length);
    } else {
      const { entry, status } = item;
      if (entry.kind === KIND.hardlink && entry.target !== null && this.skipped.has(entry.target.toString('latin1'))) {
        tally.filesSkipped++;
        return this.own.log('warn', 'skipped: the file that it is a link to could not be read', entry.path);
      }
      if (entry.kind === KIND.directory) tally.dirsTotal++;
      else if (entry.kind === KIND.file || entry.kind === KIND.hardlink) this.countFile(status, 0);
      writer.add(entry.path, entry.kind, encodeEntryBody(entry));
    }
  }

  private copyParentChunk(offset: number, length: number): void {
    const { parentFd, writer } = this.own;
    if (parentFd === null || length > this.chunk.length) throw new FarvaultError('INTERNAL', 'a chunk of a parent manifest that is not there');
    for (let got = 0; got < length; ) {
      const count = readSync(parentFd, this.chunk, got, length - got, offset + got);
      if (count === 0) throw new FarvaultError('CORRUPT', 'the local copy of the parent manifest ends early', { remedy: "Delete the agent's cache directory; the next run makes it anew." });
      got += count;
    }
    const reader = this.reader.open(this.chunk.subarray(0, length));
    while (reader.next()) {
      if (reader.kind === KIND.file) this.countUnchanged(KIND.file, reader.head().size);
      else if (reader.kind !== KIND.segment) this.countUnchanged(reader.kind, 0);
      writer.addCurrent(reader);
    }
  }

  private countUnchanged(kind: number, size: number): void {
    const { tally } = this.own;
    if (kind === KIND.directory) tally.dirsTotal++;
    if (kind !== KIND.file && kind !== KIND.hardlink) return;
    tally.filesTotal++;
    tally.filesUnchanged++;
    if (kind === KIND.file) tally.bytesLogical += size;
  }

  private countFile(status: 'new' | 'changed', size: number): void {
    const { tally } = this.own;
    tally.filesTotal++;
    tally.bytesLogical += size;
    if (status === 'new') tally.filesNew++;
    else tally.filesChanged++;
  }

  private writeFile(item: FileItem, tasks: Task[], file: number): void {
    const { writer, tally, log } = this.own;
    for (const { done } of tasks) {
      const problem = done!.problems.find((candidate) => candidate.file === file);
      if (problem === undefined) continue;
      tally.filesSkipped++;
      this.skipped.add(item.path.toString('latin1'));
      return log('warn', `skipped: ${problem.message}`, item.path);
    }
    this.parts.length = 0;
    this.content.reset();
    let inconsistent = false;
    for (const task of tasks) {
      this.addContent(task, file);
      if (task.fileField(file, 2) === FILE_STATE.inconsistent) inconsistent = true;
    }
    this.content.finish();
    const meta = this.metaOf(item.meta, tasks[0], file, inconsistent || this.content.bytes !== item.meta.size);
    if (inconsistent) {
      tally.filesInconsistent++;
      log('warn', 'changed while it was read; stored as it was found, and flagged inconsistent', item.path);
    }
    this.countFile(item.status, meta.size);
    const [first, ...rest] = this.parts;
    this.out.reset();
    writeFileBody(this.out, meta, first.content, rest.length > 0);
    writer.add(item.path, KIND.file, this.out.take());
    for (const { offset, content } of rest) writer.add(item.path, KIND.segment, encodeSegmentBody(offset, content));
  }

  /** What was stored, where the file was not any more what the scan saw. */
  private metaOf(meta: EntryMeta, task: Task, file: number, differs: boolean): EntryMeta {
    const change = task.done!.changes.find((candidate) => candidate.file === file);
    if (change === undefined && !differs) return meta;
    const flags = task.fileField(file, 2) === FILE_STATE.inconsistent || differs ? meta.flags | FLAG.inconsistent : meta.flags;
    if (change === undefined) return { ...meta, flags, size: this.content.bytes };
    const { mtimeSec, mtimeNsec, ctimeSec, ctimeNsec, inode } = change;
    const steady = task.fileField(file, 2) !== FILE_STATE.inconsistent;
    return { ...meta, flags: steady ? meta.flags : flags, size: this.content.bytes, mtimeSec, mtimeNsec, ctimeSec, ctimeNsec, inode };
  }

  private addContent(task: Task, file: number): void {
    const holes = task.done!.holes;
    let hole = 0;
    while (hole < holes.length && holes[hole] !== file) hole += HOLE_FIELDS;
    const first = task.fileField(file, 0);
    const count = task.fileField(file, 1);
    let slab = 0;
    let before = 0;
    for (let chunk = 0; chunk <= count; chunk++) {
      for (; hole < holes.length && holes[hole] === file && holes[hole + 1] === chunk; hole += HOLE_FIELDS) this.content.add(null, holes[hole + 2]);
      if (chunk === count) break;
      while (first + chunk - before >= task.lengths[slab].length) before += task.lengths[slab++].length;
      const at = first + chunk - before;
      this.content.add(task.ids[slab], task.lengths[slab][at], at * ID_BYTES);
    }
  }
}
