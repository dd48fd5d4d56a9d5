// Does this snapshot look as if somebody had encrypted, changed or emptied the source? Decided by counters: what the job's files did this time against
// what they did in its last runs. At a commit they come from the manifests (tamper-figures.ts), so that an agent that lies about its files is seen through. Pure. docs/alerts.md says how it was measured, and what it cannot see.
import type { SnapshotFigures } from './world.js';

export interface DetectorSettings {
  /** Per cent; 0: off. */
  alertShrink: number;
  alertChange: number;
  alertIncompressible: number;
  alertRenamed: number;
}

export interface Finding {
  kind: 'shrunk' | 'mass-change';
  severity: 'warning' | 'critical';
  summary: string;
}

/** Snapshots of a job that are asked for. */
export const HISTORY = 12;
/** Fewer files say nothing: a directory of ten files changes by half every day. */
const MIN_TOUCHED = 20;
/** So much of the files must be touched, in per cent, before what they have become is looked at. */
const MIN_TOUCHED_SHARE = 1;
const MIN_NEW_BYTES = 1 << 20;
/** What is rewritten becomes this much less compressible, in points of per cent, than it was. */
const INCOMPRESSIBLE_RISE = 30;
/** Of a source that never compressed, so much at once and so many times the usual. */
const SUDDEN_SHARE = 15;
const SUDDEN_FACTOR = 8;
/** Files that are gone and as many new ones, with less new content than this share of theirs, were moved. */
const MOVED_SHARE = 0.05;
/** So many times the usual change. */
const CHANGE_FACTOR = 3;
/** Earlier snapshots that make a habit. */
const MIN_HABIT = 3;
const MIN_SHRUNK_FILES = 10;
const MIN_SHRUNK_BYTES = 10 << 20;

/** `snapshots`: the one in question, then those before it, newest first. */
export function detect(snapshots: readonly SnapshotFigures[], settings: DetectorSettings): Finding[] {
  const [current, previous] = snapshots;
  if (current === undefined || previous === undefined) return [];
  const less = shrunk(current, previous, settings.alertShrink);
  const changed = renamed(current, previous, settings.alertRenamed) ?? massChange(snapshots, settings);
  // Files that are gone were touched, too: that is said once.
  return [less, less !== null && changed?.severity === 'warning' ? null : changed].filter((finding) => finding !== null);
}

function shrunk(current: SnapshotFigures, previous: SnapshotFigures, limit: number): Finding | null {
  if (limit === 0) return null;
  if (current.filesTotal === 0 && previous.filesTotal > 0) return { kind: 'shrunk', severity: 'critical', summary: `the source is empty; it had ${previous.filesTotal} files` };
  const files = fallen(previous.filesTotal, current.filesTotal);
  const bytes = fallen(previous.bytesLogical, current.bytesLogical);
  const fewer = files >= limit && previous.filesTotal - current.filesTotal >= MIN_SHRUNK_FILES;
  const smaller = bytes >= limit && previous.bytesLogical - current.bytesLogical >= MIN_SHRUNK_BYTES;
  if (!fewer && !smaller) return null;
  const said = [fewer ? `${files} % fewer files (${previous.filesTotal} to ${current.filesTotal})` : '', smaller ? `${bytes} % fewer bytes (${mib(previous.bytesLogical)} to ${mib(current.bytesLogical)} MiB)` : ''].filter((one) => one !== '');
  return { kind: 'shrunk', severity: fewer && smaller ? 'critical' : 'warning', summary: `the source has ${said.join(' and ')} than in the run before` };
}

/** Attackers mark what they have encrypted, and those who convert files do the same to fewer of them. */
function renamed(current: SnapshotFigures, previous: SnapshotFigures, limit: number): Finding | null {
  const share = previous.filesTotal === 0 ? 0 : (100 * current.filesRenamed) / previous.filesTotal;
  if (limit === 0 || current.filesRenamed < MIN_TOUCHED || share < limit) return null;
  const summary = `${current.filesRenamed} of ${previous.filesTotal} files (${Math.round(share)} %) have got extensions that the job did not have: ${current.newExtensions}${newData(current)}`;
  return { kind: 'mass-change', severity: 'critical', summary };
}

/** How much of what the source holds no snapshot had before. */
function newData({ bytesNew, bytesLogical }: SnapshotFigures): string {
  return bytesLogical === 0 ? '' : `; ${Math.min(100, Math.round((100 * bytesNew) / bytesLogical))} % of the data is new`;
}

function massChange(snapshots: readonly SnapshotFigures[], { alertChange, alertIncompressible }: DetectorSettings): Finding | null {
  const changes = snapshots.slice(0, -1).map((snapshot, index) => changeOf(snapshot, snapshots[index + 1]));
  const [now, ...before] = changes;
  if (now.touched < MIN_TOUCHED) return null;
  const told = before.filter(({ rewritten }) => rewritten > 0);
  const habit = told.length >= MIN_HABIT;
  const usual = median(before.map(({ share }) => share));
  const usuallyIncompressible = median(told.map(({ incompressible }) => incompressible));
  const unreadable = alertIncompressible > 0 && now.share >= MIN_TOUCHED_SHARE && now.rewritten >= MIN_NEW_BYTES && now.incompressible >= alertIncompressible;
  // A new job of dumps changes all its files each day: until it has a habit, only what looks encrypted counts.
  const unusual = habit ? now.share >= Math.min(100, CHANGE_FACTOR * usual) && !habitual(before, now.share) : unreadable;
  const many = alertChange > 0 && now.share >= alertChange && unusual;
  const encrypted = habit && unreadable && now.incompressible >= usuallyIncompressible + INCOMPRESSIBLE_RISE;
  // Photos and office documents do not compress to begin with: there only the suddenness tells.
  const sudden = habit && unreadable && now.share >= SUDDEN_SHARE && now.share >= SUDDEN_FACTOR * usual;
  if (!many && !encrypted && !sudden) return null;
  const touched = `${now.touched} of ${now.known} known files (${Math.round(now.share)} %) were changed or are gone; usual are ${Math.round(usual)} %${newData(snapshots[0])}`;
  const entropy = unreadable ? `; ${Math.round(now.incompressible)} % of what was rewritten does not compress, as encrypted files do not; usual are ${Math.round(usuallyIncompressible)} %` : '';
  return { kind: 'mass-change', severity: encrypted || (many && unreadable) ? 'critical' : 'warning', summary: touched + entropy };
}

interface Change {
  known: number;
  touched: number;
  /** Per cent. */
  share: number;
  /** New bytes that took the place of others: what came with new files is not meant. */
  rewritten: number;
  incompressible: number;
}

function changeOf(snapshot: SnapshotFigures, previous: SnapshotFigures): Change {
  const known = previous.filesTotal;
  const gone = Math.max(0, known - snapshot.filesChanged - snapshot.filesUnchanged);
  const moved = movedFiles(gone, snapshot, previous);
  const touched = Math.min(known, snapshot.filesChanged + gone - moved);
  // All growth is taken for files that do not compress: an import of photos is no attack.
  const growth = Math.max(0, snapshot.bytesLogical - previous.bytesLogical);
  const rewritten = Math.max(0, snapshot.bytesNew - growth);
  return {
    known,
    touched,
    share: known === 0 ? 0 : (100 * touched) / known,
    rewritten,
    incompressible: rewritten === 0 ? 0 : Math.max(0, Math.min(100, (100 * (snapshot.bytesIncompressible - growth)) / rewritten)),
  };
}

/** Content that is held already under other names is no change. */
function movedFiles(gone: number, snapshot: SnapshotFigures, previous: SnapshotFigures): number {
  const pairs = Math.min(gone, snapshot.filesNew);
  const theirBytes = previous.filesTotal === 0 ? 0 : (previous.bytesLogical * pairs) / previous.filesTotal;
  return snapshot.bytesNew < MOVED_SHARE * theirBytes ? pairs : 0;
}

/** It was so at least twice in the last runs: a job that renames its dumps, for one. */
function habitual(before: readonly Change[], share: number): boolean {
  return before.filter((one) => one.share >= share / 2).length >= 2;
}

function fallen(before: number, now: number): number {
  return before === 0 ? 0 : Math.floor((100 * (before - now)) / before);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? 0 : sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function mib(bytes: number): number {
  return Math.round(bytes / (1 << 20));
}
