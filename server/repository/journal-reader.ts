// Reading the journal's segments: every record in order, the chain hash checked, a torn tail told from a damaged middle.
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { MAX_SEGMENT_BYTES, SEGMENT_HEADER_BYTES, decodeRecord, decodeSegmentHeader, journalDamage, nextRecordMagic, segmentFileName, segmentNumberOf } from './journal-format.js';
import type { JournalRecord } from './types.js';

/** A place between two records: the number of the last record before it, and the chain hash there. */
export interface JournalPosition {
  number: number;
  chain: Buffer;
}

export interface SegmentContent {
  /** Position before the first record. */
  start: JournalPosition;
  records: JournalRecord[];
  /** Chain hash behind each record. */
  chains: Buffer[];
  /** Position behind the last record. */
  position: JournalPosition;
  /** Bytes up to and including the last whole record. */
  wholeBytes: number;
  totalBytes: number;
}

/** What to do with a record that does not verify: `refuse`; `cut` it off if it is a torn tail; `salvage` what stands before it. */
export type DamageRule = 'refuse' | 'cut' | 'salvage';

export function parseSegment(bytes: Buffer, name: string, repositoryId: Buffer, rule: DamageRule): SegmentContent {
  const header = decodeSegmentHeader(bytes, name);
  if (!header.repositoryId.equals(repositoryId)) throw journalDamage(name, 0, 'the segment belongs to another repository');
  if (segmentFileName(header.firstNumber) !== name) throw journalDamage(name, 0, `the file holds the segment that begins with record ${header.firstNumber}`);
  const records: JournalRecord[] = [];
  const chains: Buffer[] = [];
  let chain = header.chain;
  let number = header.firstNumber - 1;
  const start = { number, chain };
  let offset = SEGMENT_HEADER_BYTES;
  while (offset < bytes.length) {
    const whole = decodeRecord(bytes, offset, chain);
    if (whole === null) {
      if (rule === 'refuse') throw journalDamage(name, offset, `record ${number + 1} does not verify`);
      if (rule === 'cut') refuseDamagedMiddle(bytes, offset, number + 1, name);
      break;
    }
    const follows = whole.record.number === number + 1 && whole.chain.equals(whole.storedChain);
    if (!follows && rule === 'salvage') break;
    if (whole.record.number !== number + 1) throw journalDamage(name, offset, `record ${number + 1} is missing: number ${whole.record.number} stands in its place`);
    if (!whole.chain.equals(whole.storedChain)) throw journalDamage(name, offset, `record ${number + 1} does not follow from the one before`);
    records.push(whole.record);
    chains.push(whole.chain);
    chain = whole.chain;
    number = whole.record.number;
    offset += whole.bytes;
  }
  return { start, records, chains, position: { number, chain }, wholeBytes: offset, totalBytes: bytes.length };
}

/** A group of records is written only once the group before is flushed: a whole record of a later group behind `offset` proves that what is damaged there was flushed once. */
function refuseDamagedMiddle(bytes: Buffer, offset: number, number: number, name: string): void {
  for (let at = nextRecordMagic(bytes, offset + 1); at !== -1; at = nextRecordMagic(bytes, at + 1)) {
    const later = decodeRecord(bytes, at, Buffer.alloc(32));
    if (later !== null && later.record.number - later.back > number) throw journalDamage(name, offset, `record ${number} does not verify, and record ${later.record.number} behind it does: the middle of the journal is damaged`);
  }
}

/** First record numbers of the segments in `directory`, ascending. */
export async function listSegments(directory: string, vfs: Vfs): Promise<number[]> {
  const numbers: number[] = [];
  for (const name of await vfs.readdir(directory)) {
    const number = segmentNumberOf(name);
    if (number !== null) numbers.push(number);
  }
  return numbers.sort((a, b) => a - b);
}

export async function readSegment(directory: string, firstNumber: number, repositoryId: Buffer, rule: DamageRule, vfs: Vfs): Promise<SegmentContent> {
  const file = path.join(directory, segmentFileName(firstNumber));
  const bytes = await readSmallFile(file, MAX_SEGMENT_BYTES, vfs);
  if (bytes === null) throw new FarvaultError('MISSING', `journal segment ${file} is gone`, { remedy: 'Put it back from a copy, or run "backupd rebuild --from-packs".' });
  return parseSegment(bytes, segmentFileName(firstNumber), repositoryId, rule);
}

/** The segments that hold record `after` + 1 and what follows, in order; each must go on where the one before ended. */
export async function* readSegments(directory: string, repositoryId: Buffer, after: number, vfs: Vfs): AsyncGenerator<SegmentContent> {
  const numbers = await listSegments(directory, vfs);
  if (numbers.length === 0) throw new FarvaultError('MISSING', `there is no journal in ${directory}`, { remedy: 'Put it back from a copy, or run "backupd rebuild --from-packs".' });
  let from = 0;
  while (from + 1 < numbers.length && numbers[from + 1] <= after + 1) from++;
  if (numbers[from] > after + 1) throw new FarvaultError('MISSING', `the journal lacks records ${after + 1} to ${numbers[from] - 1}`, { remedy: 'Put the missing segments back from a copy, or run "backupd rebuild --from-packs".' });
  let end: JournalPosition | null = null;
  for (let i = from; i < numbers.length; i++) {
    const segment = await readSegment(directory, numbers[i], repositoryId, i === numbers.length - 1 ? 'cut' : 'refuse', vfs);
    if (end !== null && numbers[i] !== end.number + 1) throw new FarvaultError('MISSING', `the journal lacks records ${end.number + 1} to ${numbers[i] - 1}`, { remedy: 'Put the missing segments back from a copy.' });
    if (end !== null && !segment.start.chain.equals(end.chain)) throw journalDamage(segmentFileName(numbers[i]), 0, 'the segment does not follow from the one before');
    end = segment.position;
    yield segment;
  }
}
