// Decides which packs go: pure, from what the packs hold and what of it is live. The executor is cycle.ts.
import type { PackFacts } from '../repository/index.js';
import type { PackTally } from './frame-tally.js';
import type { GcFigures } from './types.js';

/** A pack is rewritten when that frees at least this share of it: each byte gained costs at most four that are copied. */
export const WORTHWHILE_SHARE = 0.2;
/** Above this share of all stored bytes somebody is asked first. */
export const LARGE_SHARE = 0.2;
/** By itself a collection rewrites packs when so much is to gain. */
export const AUTOMATIC_SHARE = 0.1;
export const AUTOMATIC_BYTES = 10 * 2 ** 30;
const MAX_REASONS = 8;

export interface PlanInput {
  facts: readonly PackFacts[];
  tallies: ReadonlyMap<number, PackTally>;
  /** Why the pack must be left alone for now; null: it may go. */
  heldBy: (pack: number) => string | null;
}

export interface GcPlan {
  /** Nothing in them is live: they go first, as they make room for what is copied. */
  drop: number[];
  /** The most gain a byte copied first. */
  compact: number[];
  /** The pack that is written is among them: it has to be sealed before. */
  seals: number | null;
  figures: GcFigures;
  /** More than a fifth of all bytes would go. */
  large: boolean;
  /** So much is to gain that packs are rewritten without anyone's asking. */
  worthwhile: boolean;
}

interface Judged {
  facts: PackFacts;
  tally: PackTally;
  /** Stored bytes, estimated by the share of plain ones: that are dead; that would go. */
  dead: number;
  gain: number;
}

export function planCollection({ facts, tallies, heldBy }: PlanInput): GcPlan {
  const figures: GcFigures = { chunksLive: 0, chunksDead: 0, bytesStored: 0, bytesFreed: 0, bytesCopied: 0, packs: facts.length, packsDropped: 0, packsCompacted: 0, bytesWaste: 0, bytesWaiting: 0, waitsFor: [] };
  const going: Judged[] = [];
  const reasons = new Set<string>();
  for (const pack of facts) {
    const judged = judge(pack, tallies.get(pack.pack) ?? { liveChunks: 0, deadChunks: 0, live: 0, kept: 0 });
    figures.bytesStored += pack.bytes;
    figures.chunksLive += judged.tally.liveChunks;
    figures.chunksDead += judged.tally.deadChunks;
    if (!isWorthwhile(judged)) {
      figures.bytesWaste += judged.dead;
      continue;
    }
    const reason = heldBy(pack.pack);
    if (reason === null) {
      going.push(judged);
      figures.bytesWaste += judged.dead - judged.gain;
    } else {
      figures.bytesWaiting += judged.gain;
      figures.bytesWaste += judged.dead - judged.gain;
      if (reasons.size < MAX_REASONS) reasons.add(reason);
    }
  }
  const drop = going.filter(({ tally }) => tally.live === 0);
  const compact = going.filter(({ tally }) => tally.live > 0).sort((a, b) => b.gain / b.facts.bytes - a.gain / a.facts.bytes || a.facts.pack - b.facts.pack);
  for (const { facts: { bytes }, gain } of going) {
    figures.bytesFreed += gain;
    figures.bytesCopied += bytes - gain;
  }
  figures.packsDropped = drop.length;
  figures.packsCompacted = compact.length;
  figures.waitsFor = [...reasons];
  const numberOf = ({ facts: { pack } }: Judged): number => pack;
  return {
    drop: drop.map(numberOf),
    compact: compact.map(numberOf),
    seals: going.find(({ facts: { sealed } }) => !sealed)?.facts.pack ?? null,
    figures,
    large: figures.bytesFreed > figures.bytesStored * LARGE_SHARE,
    worthwhile: figures.bytesFreed >= Math.min(figures.bytesStored * AUTOMATIC_SHARE, AUTOMATIC_BYTES) && figures.bytesFreed > 0,
  };
}

/** Packs that may be worth a rewrite, as long as it is not known how large their frames are. */
export function worthALook({ facts, tallies, heldBy }: PlanInput): number[] {
  return facts.flatMap((pack) => {
    const tally = tallies.get(pack.pack);
    if (tally === undefined || tally.live === 0 || heldBy(pack.pack) !== null) return [];
    const { dead } = judge(pack, tally);
    return isWorthwhile({ facts: pack, gain: dead }) ? [pack.pack] : [];
  });
}

/** The plan without what is not worth it for a collection that nobody has asked for. */
export function dropsOnly(plan: GcPlan, { facts, tallies, heldBy }: PlanInput): GcPlan {
  const dropped = new Set(plan.drop);
  const only = planCollection({ facts, tallies, heldBy: (pack) => heldBy(pack) ?? (dropped.has(pack) ? null : NOT_WORTHWHILE) });
  const { figures } = only;
  const left = figures.bytesWaiting - plan.figures.bytesWaiting;
  return { ...only, figures: { ...figures, bytesWaiting: plan.figures.bytesWaiting, bytesWaste: figures.bytesWaste + left, waitsFor: plan.figures.waitsFor } };
}

const NOT_WORTHWHILE = 'too little to gain';

function judge(facts: PackFacts, tally: PackTally): Judged {
  const { bytes, plainBytes } = facts;
  // Without a frame it holds what tells of the journal and of snapshots: that is copied with the frames beside it, not for its own sake.
  if (plainBytes === 0) return { facts, tally, dead: 0, gain: 0 };
  const share = (plain: number): number => Math.round(bytes * Math.max(0, 1 - plain / plainBytes));
  return { facts, tally, dead: share(tally.live), gain: share(tally.kept) };
}

function isWorthwhile({ facts, gain }: Pick<Judged, 'facts' | 'gain'>): boolean {
  return gain > 0 && gain >= facts.bytes * WORTHWHILE_SHARE;
}
