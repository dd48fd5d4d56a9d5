// The journal's writer. Calls in flight share one write and one flush; a group is written only once the group before is flushed.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import type { Clock } from '../../shared/time/clock.js';
import { SEGMENT_HEADER_BYTES, encodeBody, encodeRecord, encodeSegmentHeader, segmentFileName } from './journal-format.js';
import type { JournalPosition } from './journal-reader.js';
import type { JournalBody, JournalRecord } from './types.js';

const MAX_GROUP_RECORDS = 512;
const MAX_GROUP_BYTES = 8 << 20;
const MAX_WAITING_RECORDS = 65_536;

export interface JournalOptions {
  directory: string;
  repositoryId: Buffer;
  epoch: number;
  vfs: Vfs;
  clock: Clock;
  /** A segment that has reached this size is closed and the next one begun. */
  segmentBytes: number;
  /** Called for each flushed record, in order, before its append resolves. Must not throw. `attachment` is what `append` was given. */
  onRecord(record: JournalRecord, attachment: unknown): void;
  /** A segment has been closed; `position` is its end, and every record before it has been seen by `onRecord`. */
  onSealed(firstNumber: number, position: JournalPosition): void;
  /** The disk is full: free what is kept for that. The write is tried once more afterwards. */
  onNoSpace(): Promise<void>;
  /** A group of records has been written and flushed, in so many ms. */
  onFlushed?: ((ms: number) => void) | undefined;
  /** Writing or flushing failed: nothing is written any more. */
  onFailed(error: FarvaultError): void;
}

interface Waiting {
  body: Buffer;
  attachment: unknown;
  follows: boolean;
  resolve(record: JournalRecord): void;
  reject(error: unknown): void;
}

export async function createSegment(directory: string, repositoryId: Buffer, position: JournalPosition, vfs: Vfs): Promise<void> {
  const firstNumber = position.number + 1;
  failpoint('journal.segment.begin');
  await writeFileDurable(path.join(directory, segmentFileName(firstNumber)), encodeSegmentHeader({ firstNumber, repositoryId, chain: position.chain }), 0o600, vfs);
  failpoint('journal.segment.durable');
}

export class Journal {
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #failed: FarvaultError | null = null;
  #closed = false;
  #rollAsked = false;

  private constructor(
    private readonly options: JournalOptions,
    private file: VfsFile,
    private firstNumber: number,
    private end: number,
    private current: JournalPosition,
  ) {}

  /** Goes on behind `position` in the segment that begins with `firstNumber`; what lies behind `wholeBytes` there is cut off. */
  static async open(options: JournalOptions, firstNumber: number, wholeBytes: number, position: JournalPosition): Promise<Journal> {
    const file = await options.vfs.open(path.join(options.directory, segmentFileName(firstNumber)), 'write');
    if ((await file.size()) > wholeBytes) {
      await file.truncate(wholeBytes);
      failpoint('journal.tail.cut');
      await file.datasync();
    }
    return new Journal(options, file, firstNumber, wholeBytes, position);
  }

  /** The last flushed record. */
  get position(): JournalPosition {
    return this.current;
  }

  /** `follows`: it means nothing without the record that was appended just before it, and is refused when that is. */
  append(body: JournalBody, attachment: unknown = null, follows = false): Promise<JournalRecord> {
    if (this.#failed !== null) return Promise.reject(this.#failed);
    if (this.#closed) return Promise.reject(new FarvaultError('UNAVAILABLE', 'the repository is closed'));
    if (this.#waiting.length >= MAX_WAITING_RECORDS) return Promise.reject(new FarvaultError('UNAVAILABLE', 'too many records wait for the journal'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ body: encodeBody(body), attachment, follows, resolve, reject });
      this.#running ??= this.#writeGroups();
    });
  }

  /** Closes the segment at hand after the group that is being written, if it holds any record. */
  async roll(): Promise<void> {
    this.#rollAsked = true;
    this.#running ??= this.#writeGroups();
    await this.#running;
    if (this.#failed !== null) throw this.#failed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.file.close();
  }

  async #writeGroups(): Promise<void> {
    // Let those who append in the same turn share the first group.
    await Promise.resolve();
    while (this.#waiting.length > 0 || this.#rollAsked) {
      const group = this.#nextGroup();
      try {
        if (this.#rollAsked || this.end >= this.options.segmentBytes) await this.#roll();
        if (group.length > 0) await this.#writeGroup(group);
      } catch (error) {
        if (!isFarvaultError(error, 'NO_SPACE')) this.#fail(error);
        while (this.#waiting[0]?.follows === true) group.push(this.#waiting.shift()!);
        for (const waiting of group) waiting.reject(this.#failed ?? error);
      }
    }
    this.#running = null;
  }

  #nextGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && count < MAX_GROUP_RECORDS && bytes < MAX_GROUP_BYTES) bytes += this.#waiting[count++].body.length;
    return this.#waiting.splice(0, count);
  }

  async #writeGroup(group: Waiting[]): Promise<void> {
    const parts: Buffer[] = [];
    const records: JournalRecord[] = [];
    let { number, chain } = this.current;
    let bytes = 0;
    const timeMs = this.options.clock.now();
    for (const [back, { body }] of group.entries()) {
      const encoded = encodeRecord({ number: ++number, epoch: this.options.epoch, timeMs, back }, body, chain);
      chain = encoded.chain;
      parts.push(encoded.header, body);
      bytes += encoded.header.length + body.length;
      // What replay will read, not the caller's object.
      records.push({ number, epoch: this.options.epoch, timeMs, body: JSON.parse(body.toString('utf8')) as JournalBody });
    }
    const begunMs = this.options.clock.monotonic();
    failpoint('journal.group.begin');
    await this.#writeParts(parts);
    failpoint('journal.group.written');
    await this.file.datasync();
    failpoint('journal.group.flushed');
    this.options.onFlushed?.(this.options.clock.monotonic() - begunMs);
    this.current = { number, chain };
    this.end += bytes;
    for (const [index, record] of records.entries()) this.options.onRecord(record, group[index].attachment);
    for (const [index, record] of records.entries()) group[index].resolve(record);
  }

  async #writeParts(parts: Buffer[]): Promise<void> {
    for (let again = true; ; again = false) {
      try {
        await this.file.write(parts, this.end);
        return;
      } catch (error) {
        if (!isFarvaultError(error, 'NO_SPACE')) throw error;
        await this.file.truncate(this.end);
        // What was written in part must not come back behind the end once this is no more the last segment.
        await this.file.datasync();
        if (!again) throw error;
        failpoint('journal.full');
        await this.options.onNoSpace();
      }
    }
  }

  async #roll(): Promise<void> {
    this.#rollAsked = false;
    if (this.end === SEGMENT_HEADER_BYTES) return;
    try {
      await createSegment(this.options.directory, this.options.repositoryId, this.current, this.options.vfs);
    } catch (error) {
      // The segment at hand may grow a little longer; rolling is tried again with the next group.
      if (isFarvaultError(error, 'NO_SPACE')) return;
      throw error;
    }
    const sealed = this.firstNumber;
    await this.file.close();
    this.firstNumber = this.current.number + 1;
    this.file = await this.options.vfs.open(path.join(this.options.directory, segmentFileName(this.firstNumber)), 'write');
    this.end = SEGMENT_HEADER_BYTES;
    this.options.onSealed(sealed, this.current);
  }

  #fail(error: unknown): void {
    this.#rollAsked = false;
    if (this.#failed !== null) return;
    this.#failed = isFarvaultError(error, 'POISONED') ? error : new FarvaultError('POISONED', 'writing the journal failed; nothing is written any more', { cause: error, remedy: 'Check the disk, then start the server again.' });
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failed);
    this.options.onFailed(this.#failed);
  }
}
