// Where a source stands: the last record of its journal, flushed, and what follows from the journal up to there. Read beside the server that writes it.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { listSegments, PackState, readSegments, replayJournal, segmentFileName, type JournalPosition, type RepositoryConfig } from '../repository/index.js';
import { SnapshotSet } from '../snapshots/index.js';
import type { HistoryPoint } from './manifest.js';

/** A journal that is written may be seen between two states: it is damaged only if it looks so each time. */
const LOOKS = 3;

export interface Source {
  position: HistoryPoint;
  positionMs: number;
  packs: PackState;
  snapshots: SnapshotSet;
}

export async function takePosition(journal: string, config: RepositoryConfig, vfs: Vfs): Promise<Source> {
  for (let look = 1; ; look++) {
    try {
      return await takeOnce(journal, config, vfs);
    } catch (error) {
      const passing = isFarvaultError(error, 'CORRUPT') || isFarvaultError(error, 'MISSING') || isFarvaultError(error, 'NOT_FOUND');
      if (!passing || look >= LOOKS) throw error;
    }
  }
}

async function takeOnce(journal: string, config: RepositoryConfig, vfs: Vfs): Promise<Source> {
  if ((await listSegments(journal, vfs)).length === 0) throw new FarvaultError('MISSING', `there is no journal in ${journal}`, { remedy: 'Name the right data directory; a server that was never started has nothing to copy.' });
  const packs = new PackState();
  const snapshots = new SnapshotSet();
  const { position, firstNumber } = await replayJournal(journal, config, [packs, snapshots], vfs);
  if (position.number === 0) throw new FarvaultError('MISSING', `the journal in ${journal} is empty`, { remedy: 'A server that was never started has nothing to copy.' });
  // What was read may not be flushed: after a power cut at the source the copy would be ahead of it, with another history.
  const file = await vfs.open(path.join(journal, segmentFileName(firstNumber)), 'read');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  return { position: pointOf(position), positionMs: await timeOf(journal, config, position.number, vfs), packs, snapshots };
}

function pointOf({ number, chain }: JournalPosition): HistoryPoint {
  return { number, chain: chain.toString('hex') };
}

async function timeOf(journal: string, config: RepositoryConfig, number: number, vfs: Vfs): Promise<number> {
  if (number <= config.journalStart) return config.madeMs;
  for await (const { start, records } of readSegments(journal, Buffer.from(config.id, 'hex'), number - 1, vfs)) {
    const record = records[number - start.number - 1];
    if (record !== undefined) return record.timeMs;
  }
  throw new FarvaultError('MISSING', `record ${number} of the journal in ${journal} is gone`);
}

/** Whether the journal went through this point. */
export async function wentThrough(point: HistoryPoint, journal: string, config: RepositoryConfig, vfs: Vfs): Promise<boolean> {
  try {
    for await (const { start, chains } of readSegments(journal, Buffer.from(config.id, 'hex'), Math.max(0, point.number - 1), vfs)) {
      const chain = point.number === start.number ? start.chain : chains[point.number - start.number - 1];
      return chain?.toString('hex') === point.chain;
    }
    return false;
  } catch (error) {
    if (isFarvaultError(error, 'MISSING')) return false;
    throw error;
  }
}
