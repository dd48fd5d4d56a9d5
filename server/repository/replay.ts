// The state that the journal gives: the newest checkpoint, then every record after it.
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import type { RepositoryConfig } from './config.js';
import { readCheckpoint } from './checkpoint.js';
import { SEGMENT_HEADER_BYTES, firstChain, segmentFileName } from './journal-format.js';
import { listSegments, readSegments, type JournalPosition } from './journal-reader.js';
import { createSegment } from './journal.js';
import type { StateReducer } from './types.js';

export interface Replayed {
  position: JournalPosition;
  /** The segment that goes on, and its bytes up to the last whole record. */
  firstNumber: number;
  wholeBytes: number;
  /** First numbers of all segments. */
  segments: number[];
}

export async function replayJournal(directory: string, config: RepositoryConfig, reducers: readonly StateReducer[], vfs: Vfs): Promise<Replayed> {
  const repositoryId = Buffer.from(config.id, 'hex');
  const { checkpoint, lacking } = await readCheckpoint(directory, reducers.filter((reducer) => reducer.mayBeAbsent !== true).map((reducer) => reducer.name), vfs);
  // Without a checkpoint every record is replayed. Where the first ones are not there, that would be another state, and packs that it does not know.
  if (checkpoint === null && config.journalStart > 0 && config.stateLost !== true) throw noCheckpoint(directory, config.journalStart, lacking);
  if (checkpoint !== null) for (const reducer of reducers) if (reducer.name in checkpoint.states) reducer.load(checkpoint.states[reducer.name]);
  let segments = await listSegments(directory, vfs);
  if (segments.length === 0 && checkpoint === null) {
    const start = { number: 0, chain: firstChain(repositoryId) };
    await createSegment(directory, repositoryId, start, vfs);
    segments = [1];
  }
  const after = checkpoint?.position.number ?? config.journalStart;
  // A checkpoint is written when the next segment is durable: without that the journal's end is gone, and with it what was acknowledged there.
  if (checkpoint !== null && !segments.includes(after + 1)) throw segmentGone(directory, after + 1);
  let replayed: Replayed | null = null;
  for await (const segment of readSegments(directory, repositoryId, after, vfs)) {
    const from = after - segment.start.number;
    if (checkpoint !== null && from >= 0 && !chainAt(segment.start, segment.chains, from)?.equals(checkpoint.position.chain)) throw mismatch(after);
    for (let i = Math.max(0, from); i < segment.records.length; i++) for (const reducer of reducers) reducer.apply(segment.records[i]);
    replayed = { position: segment.position, firstNumber: segment.start.number + 1, wholeBytes: Math.max(segment.wholeBytes, SEGMENT_HEADER_BYTES), segments };
  }
  if (replayed === null || replayed.position.number < after) throw mismatch(after);
  return replayed;
}

function chainAt(start: JournalPosition, chains: readonly Buffer[], count: number): Buffer | undefined {
  return count === 0 ? start.chain : chains[count - 1];
}

function segmentGone(directory: string, firstNumber: number): FarvaultError {
  return new FarvaultError('MISSING', `journal segment ${path.join(directory, segmentFileName(firstNumber))} is gone`, {
    remedy: 'Put it back from a copy, or run "backupd rebuild --from-packs". Nothing has been changed.',
  });
}

function noCheckpoint(directory: string, journalStart: number, lacking: readonly string[]): FarvaultError {
  if (lacking.length > 0) {
    return new FarvaultError('FORMAT', `the checkpoints in ${directory} lack what this version keeps (${lacking.join(', ')}), and the journal has no records up to ${journalStart} to work it out from`, {
      remedy: 'Go on with the version of backupd that this data directory was used with before. Nothing has been changed.',
    });
  }
  return new FarvaultError('MISSING', `no checkpoint in ${directory} verifies, and the journal has no records up to ${journalStart}`, {
    remedy: 'Put the checkpoints (*.fvc) back from a copy, or run "backupd rebuild --from-packs", which finds them in the packs. Nothing has been changed.',
  });
}

function mismatch(number: number): FarvaultError {
  return new FarvaultError('CORRUPT', `the journal and its checkpoint disagree at record ${number}: the journal was cut short or is another one`, {
    remedy: 'Put the right journal back from a copy, or run "backupd rebuild --from-packs".',
  });
}
