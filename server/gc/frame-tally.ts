// How much of each frame is live: what a compaction would leave of it follows from that (docs/gc.md). 24 bytes a frame in open-addressed arrays, at most 60 % full.
import type { Place } from '../repository/index.js';

const FULL = 0.6;
const FIRST_SLOTS = 1_024;
/** Words of a slot; pack 0 does not exist and stands for an empty one. */
const WORDS = 6;
const PACK = 0;
const OFFSET_LOW = 1;
const OFFSET_HIGH = 2;
const LIVE = 3;
const EXTENT = 4;
const LIVE_CHUNKS = 5;

export interface PackTally {
  liveChunks: number;
  deadChunks: number;
  /** Plain bytes. */
  live: number;
  /** What a compaction would copy: what is live, and the dead of frames that it copies as they are. */
  kept: number;
}

export class FrameTally {
  #slots = FIRST_SLOTS;
  #words = new Uint32Array(FIRST_SLOTS * WORDS);
  #frames = 0;
  readonly #deadChunks = new Map<number, number>();

  add(place: Place, isLive: boolean): void {
    const at = this.#find(place.pack, place.frameOffset >>> 0, Math.floor(place.frameOffset / 0x1_0000_0000));
    const words = this.#words;
    words[at + EXTENT] = Math.max(words[at + EXTENT], place.offsetInFrame + place.length);
    if (isLive) {
      words[at + LIVE] += place.length;
      words[at + LIVE_CHUNKS]++;
    } else {
      this.#deadChunks.set(place.pack, (this.#deadChunks.get(place.pack) ?? 0) + 1);
    }
  }

  /** The frame's true size: of chunks that were stored again elsewhere since the index tells nothing. */
  size(pack: number, frameOffset: number, plainBytes: number): void {
    const at = slotOf(this.#words, this.#slots, pack, frameOffset >>> 0, Math.floor(frameOffset / 0x1_0000_0000));
    if (this.#words[at + PACK] !== 0) this.#words[at + EXTENT] = plainBytes;
  }

  /** A pack without a chunk is not told of. */
  packs(): Map<number, PackTally> {
    const packs = new Map<number, PackTally>();
    const words = this.#words;
    for (let at = 0; at < words.length; at += WORDS) {
      const pack = words[at + PACK];
      if (pack === 0) continue;
      const tally = packs.get(pack) ?? { liveChunks: 0, deadChunks: this.#deadChunks.get(pack) ?? 0, live: 0, kept: 0 };
      const live = words[at + LIVE];
      tally.liveChunks += words[at + LIVE_CHUNKS];
      tally.live += live;
      tally.kept += keptOf(live, words[at + EXTENT]);
      packs.set(pack, tally);
    }
    return packs;
  }

  #find(pack: number, low: number, high: number): number {
    if (this.#frames + 1 > this.#slots * FULL) this.#grow();
    const at = slotOf(this.#words, this.#slots, pack, low, high);
    const words = this.#words;
    if (words[at + PACK] !== 0) return at;
    words[at + PACK] = pack;
    words[at + OFFSET_LOW] = low;
    words[at + OFFSET_HIGH] = high;
    this.#frames++;
    return at;
  }

  #grow(): void {
    const before = this.#words;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * WORDS);
    for (let at = 0; at < before.length; at += WORDS) {
      if (before[at + PACK] === 0) continue;
      const to = slotOf(this.#words, this.#slots, before[at + PACK], before[at + OFFSET_LOW], before[at + OFFSET_HIGH]);
      this.#words.set(before.subarray(at, at + WORDS), to);
    }
  }
}

/** As server/repository/compaction.ts does it: below half live, the live chunks are framed anew; else the frame is copied as it is. */
function keptOf(live: number, extent: number): number {
  return live * 2 < extent ? live : extent;
}

function slotOf(words: Uint32Array, slots: number, pack: number, low: number, high: number): number {
  const mixed = Math.imul(pack ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 15), 0xc2b2ae35);
  let at = (((mixed ^ (mixed >>> 16)) >>> 0) & (slots - 1)) * WORDS;
  while (words[at + PACK] !== 0 && (words[at + PACK] !== pack || words[at + OFFSET_LOW] !== low || words[at + OFFSET_HIGH] !== high)) {
    at += WORDS;
    if (at === words.length) at = 0;
  }
  return at;
}
