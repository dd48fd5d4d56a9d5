// Counters of one run; meanings in docs/protocol.md, Counters.
import type { RunCounters } from '../../shared/rpc/gen/farvault/v1/RunCounters.js';

export interface RunTally extends RunCounters {
  filesTotal: number;
  filesNew: number;
  filesChanged: number;
  filesUnchanged: number;
  dirsTotal: number;
  bytesLogical: number;
  bytesRead: number;
  chunksTotal: number;
  chunksSent: number;
  bytesUnique: number;
  bytesSent: number;
  bytesStored: number;
  filesSkipped: number;
  filesInconsistent: number;
  msReading: number;
  msChunking: number;
  msLine: number;
  msStore: number;
  msPaused: number;
}

export function newTally(): RunTally {
  return {
    filesTotal: 0,
    filesNew: 0,
    filesChanged: 0,
    filesUnchanged: 0,
    dirsTotal: 0,
    bytesLogical: 0,
    bytesRead: 0,
    chunksTotal: 0,
    chunksSent: 0,
    bytesUnique: 0,
    bytesSent: 0,
    bytesStored: 0,
    filesSkipped: 0,
    filesInconsistent: 0,
    msReading: 0,
    msChunking: 0,
    msLine: 0,
    msStore: 0,
    msPaused: 0,
  };
}

/** As they travel: whole numbers. */
export function wholeCounters(tally: RunTally): RunCounters {
  const { msReading, msChunking, msLine, msStore, msPaused } = tally;
  const whole = { msReading, msChunking, msLine, msStore, msPaused };
  return { ...tally, ...Object.fromEntries(Object.entries(whole).map(([name, ms]) => [name, Math.round(ms)])) };
}

/** A further pass describes the same tree anew: what was moved adds up, what the snapshot holds does not. */
export function restartTree(tally: RunTally): void {
  tally.filesTotal = tally.filesNew = tally.filesChanged = tally.filesUnchanged = tally.dirsTotal = tally.bytesLogical = 0;
  tally.filesSkipped = tally.filesInconsistent = 0;
}

/** `found`: files that earlier attempts had found new or changed. This one found most of them unchanged, and those that it read again new: each counts once. */
export function countAgain(tally: RunTally, found: { filesNew: number; filesChanged: number } = { filesNew: 0, filesChanged: 0 }): void {
  const unchanged = tally.filesUnchanged;
  const filesNew = Math.min(found.filesNew, unchanged);
  const filesChanged = Math.min(found.filesChanged, unchanged - filesNew);
  tally.filesNew += filesNew;
  tally.filesChanged += filesChanged;
  tally.filesUnchanged -= filesNew + filesChanged;
}
