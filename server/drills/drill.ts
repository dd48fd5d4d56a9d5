// One drill: chooses, restores to scratch as any restore does, compares, measures.
import { KIND } from '../../shared/format/entry.js';
import { openTarget, ProtectedPaths, restoreTree, SnapshotReader, type RestoreTarget } from '../../shared/restore/index.js';
import type { Clock } from '../../shared/time/clock.js';
import type { SnapshotRecord } from '../repository/index.js';
import type { ChunkSource, FrameCache } from '../snapshots/index.js';
import { chooseFiles, type Part } from './choose.js';
import { compareWithManifest, type Comparison } from './compare.js';
import type { DrillKind } from './evidence.js';
import { LocalStream } from './local-stream.js';
import { seededRandom } from './random.js';
import { estimateWhole, type Timed } from './rate.js';
import { keepsUserAttributes, type Scratch } from './scratch.js';

/** What a file or directory takes on the disk beside its bytes. */
const ENTRY_BYTES = 4_096;
const LOOK_MS = 1_000;

export interface DrillWish {
  snapshot: SnapshotRecord;
  /** Manifest path; null: by chance, or everything. */
  path: Buffer | null;
  /** 0: everything. */
  sampleBytes: number;
  /** Hexadecimal. */
  seed: string;
}

export interface DrillParts {
  source: ChunkSource;
  frames: FrameCache;
  scratch: Scratch;
  /** NO_SPACE when so many more bytes would leave too little for backups. */
  admit: (bytes: number) => Promise<void>;
  clock: Clock;
}

export interface DrillHooks {
  log: (level: 'info' | 'warn' | 'error', message: string) => void;
  progress: (phase: string, done: number, total: number) => void;
}

export interface DrillResult {
  chosen: { kind: DrillKind; path: string; seed: string; files: number; bytes: number };
  of: { files: number; bytes: number };
  comparison: Comparison;
  notCompared: string[];
  restoreSeconds: number;
  compareSeconds: number;
  wholeSeconds: number | null;
}

const EVERYTHING = Buffer.alloc(0);

export async function carryOut(id: string, wish: DrillWish, parts: DrillParts, hooks: DrillHooks, signal: AbortSignal): Promise<DrillResult> {
  const reader = await SnapshotReader.open(new LocalStream({ source: parts.source, frames: parts.frames, snapshot: wish.snapshot }), { snapshotId: wish.snapshot.id, clock: parts.clock });
  try {
    const { totals } = reader.tree.root;
    hooks.progress('choosing', 0, 0);
    const plan = await choose(reader, wish, parts, signal);
    await parts.admit(plan.bytes + plan.entries * ENTRY_BYTES);
    hooks.log('info', `${plan.kind === 'random' ? `${plan.files} files by chance (seed ${wish.seed})` : plan.kind === 'whole' ? 'everything' : `/${plan.subtree.toString()}`}, ${plan.bytes} bytes, of snapshot ${wish.snapshot.id}`);
    return await parts.scratch.with(id, async (directory) => {
      const userAttributes = keepsUserAttributes(directory);
      const target = openTarget({ root: directory, below: Buffer.from('data'), keepMetadata: false, protects: new ProtectedPaths([]), make: true });
      try {
        const timed = await restoreParts(reader, target, plan, parts, hooks, signal);
        const restoreSeconds = sum(timed.map(({ seconds }) => seconds));
        const asRoot = process.geteuid?.() === 0;
        const begun = parts.clock.monotonic();
        const chosen = plan.parts === null ? {} : { chosen: new Set(plan.parts.flatMap(({ paths }) => [...paths])) };
        const comparison = await compareWithManifest({ tree: reader.tree, scratchFd: target.fd, subtree: plan.subtree, ...chosen, asRoot, userAttributes, onProgress: (bytes) => hooks.progress('comparing', bytes, plan.bytes), signal });
        const wholeSeconds = plan.kind === 'whole' ? restoreSeconds : estimateWhole(timed, { files: totals.files, bytes: totals.fileBytes });
        return {
          chosen: { kind: plan.kind, path: plan.kind === 'path' ? plan.subtree.toString('hex') : '', seed: plan.kind === 'random' ? wish.seed : '', files: plan.files, bytes: plan.bytes },
          of: { files: totals.files, bytes: totals.fileBytes },
          comparison,
          notCompared: leftOut(asRoot, userAttributes),
          restoreSeconds,
          compareSeconds: (parts.clock.monotonic() - begun) / 1000,
          wholeSeconds,
        };
      } finally {
        target.close();
      }
    });
  } finally {
    reader.close();
  }
}

interface Plan {
  kind: DrillKind;
  subtree: Buffer;
  /** Null: all at and below `subtree`. */
  parts: Part[] | null;
  files: number;
  entries: number;
  bytes: number;
}

async function choose(reader: SnapshotReader, { path, sampleBytes, seed }: DrillWish, { source }: DrillParts, signal: AbortSignal): Promise<Plan> {
  const { files, entries, fileBytes } = reader.tree.root.totals;
  if (path !== null && path.length > 0) return { kind: 'path', subtree: path, parts: null, ...(await amountBelow(reader, path, signal)) };
  if (sampleBytes === 0 || fileBytes <= sampleBytes) return { kind: 'whole', subtree: EVERYTHING, parts: null, files, entries, bytes: fileBytes };
  const choice = await chooseFiles(reader.tree, sampleBytes, seededRandom(seed), source, signal);
  return { kind: 'random', subtree: EVERYTHING, parts: choice.parts.filter((part) => part.paths.size > 0), files: choice.files, entries: 2 * choice.files, bytes: choice.bytes };
}

async function amountBelow(reader: SnapshotReader, path: Buffer, signal: AbortSignal): Promise<{ files: number; entries: number; bytes: number }> {
  const amount = { files: 0, entries: 0, bytes: 0 };
  for await (const { entry } of reader.tree.below(path, signal)) {
    if (entry.kind === KIND.segment) continue;
    amount.entries++;
    amount.bytes += entry.size;
    if (entry.kind === KIND.file) amount.files++;
    if (amount.entries % 1_024 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return amount;
}

/** Each part by itself, so that what a file costs and what a byte costs can be told apart. */
async function restoreParts(reader: SnapshotReader, target: RestoreTarget, plan: Plan, { admit, clock }: DrillParts, hooks: DrillHooks, signal: AbortSignal): Promise<Timed[]> {
  const space = new AbortController();
  const stop = AbortSignal.any([signal, space.signal]);
  const timed: Timed[] = [];
  let lookedMs = clock.monotonic();
  for (const part of plan.parts ?? [null]) {
    const before = sum(timed.map(({ bytes }) => bytes));
    const begun = clock.monotonic();
    const outcome = await restoreTree(
      reader,
      { ...target, fresh: target.fresh && timed.length === 0 },
      { path: plan.subtree, includes: [], ...(part === null ? {} : { chosen: part.paths }), overwrite: 'never', deleteExtra: false, dryRun: false },
      {
        onProgress: ({ bytesRestored }) => {
          hooks.progress('restoring', before + bytesRestored, plan.bytes);
          if (clock.monotonic() - lookedMs < LOOK_MS) return;
          lookedMs = clock.monotonic();
          // Backups come first: the disk that they need is not filled.
          admit(0).catch((error: unknown) => space.abort(error));
        },
        onProblem: ({ severity, message }) => hooks.log(severity === 'note' ? 'info' : 'warn', message),
      },
      stop,
    );
    timed.push({ seconds: (clock.monotonic() - begun) / 1000, files: outcome.counters.filesRestored, bytes: outcome.counters.bytesRestored + outcome.counters.bytesReused });
  }
  return timed;
}

function leftOut(asRoot: boolean, userAttributes: boolean): string[] {
  return [...(asRoot ? [] : ['owners', 'devices', 'attributes other than those of users']), ...(userAttributes ? [] : ['attributes of users']), 'sockets'];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
