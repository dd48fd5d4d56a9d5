// Takes the chunks of the manifest being written: keeps them on disk, offers those that the parent does not have, frames the wanted ones, and
// notes how much of the manifest is settled (everything in it and before it durable), which is where an interrupted run goes on.
import { FrameEncoder } from '../../shared/codec/frame.js';
import type { CodecChoice } from '../../shared/codec/codec.js';
import type { ManifestChunk } from '../../shared/format/manifest-index.js';
import { createHasher, ID_BYTES } from '../../shared/hash/hash.js';
import type { FileCounts, ManifestFiles } from './manifest-files.js';
import { STATE } from './states.js';
import type { RunTally } from './tally.js';
import type { Uploader } from './uploader.js';

/** Manifest chunks in memory: past it the pass waits. */
const PENDING_BYTES = 8 << 20;
const OFFER_CHUNKS = 64;
/** Smaller than frames of data: what is settled is what an interrupted run need not read again. */
const FRAME_BYTES = 128 << 10;

interface Pending {
  chunk: ManifestChunk;
  /** Durable on the server. */
  durable: boolean;
  /** Level 0: number of the last block that has entries in it. */
  block: number;
  /** When it was cut. */
  counts: FileCounts;
}

export interface ManifestSinkParts {
  uploader: Uploader;
  files: ManifestFiles;
  /** Ids (latin1) of chunks that the server is known to hold for us. */
  known: ReadonlySet<string>;
  choice: CodecChoice;
  tally: RunTally;
  /** Number of the block that is being written. */
  currentBlock(): number;
  moved(): void;
}

export class ManifestSink {
  private readonly encoder = new FrameEncoder();
  private toOffer: Pending[] = [];
  private toFrame: Pending[] = [];
  private frameBytes = 0;
  private pendingBytes = 0;
  private draining = false;
  /** Level 0, in order, not yet settled. */
  private unsettled: Pending[] = [];

  constructor(private readonly parts: ManifestSinkParts) {}

  get hasRoom(): boolean {
    return this.pendingBytes < PENDING_BYTES;
  }

  add(chunk: ManifestChunk): void {
    const { filesNew, filesChanged } = this.parts.tally;
    this.parts.files.write(chunk);
    const durable = this.parts.known.has(chunk.id.toString('latin1'));
    const pending = { chunk, durable, block: this.parts.currentBlock(), counts: { filesNew, filesChanged } };
    if (chunk.level === 0) this.unsettled.push(pending);
    if (durable) return;
    this.pendingBytes += chunk.data.length;
    this.toOffer.push(pending);
    if (this.toOffer.length >= OFFER_CHUNKS) this.offer();
  }

  /** `blocks`: how many blocks, from the first, have all their chunks durable. */
  settle(blocks: number): void {
    let count = 0;
    while (count < this.unsettled.length && this.unsettled[count].durable && this.unsettled[count].block < blocks) count++;
    for (const { chunk, counts } of this.unsettled.splice(0, count)) this.parts.files.settled(chunk, counts);
    this.offer();
  }

  /** Nothing more comes: what waits goes. */
  flush(): void {
    this.draining = true;
    this.offer();
    this.frame();
  }

  private offer(): void {
    const offered = this.toOffer;
    if (offered.length === 0) return;
    this.toOffer = [];
    const ids = new Uint8Array(offered.length * ID_BYTES);
    for (const [i, { chunk }] of offered.entries()) ids.set(chunk.id, i * ID_BYTES);
    this.parts.uploader.offer({
      ids,
      answered: (states) => this.answered(offered, states),
      prove: (seq, challenge, states) => {
        const hasher = createHasher(Buffer.from(challenge));
        for (const [i, { chunk }] of offered.entries()) if (states[i] === STATE.prove) hasher.update(chunk.data);
        this.parts.uploader.proved(seq, hasher.digestBuffer());
      },
    });
  }

  private answered(offered: Pending[], states: Uint8Array): void {
    for (const [i, pending] of offered.entries()) {
      if (states[i] !== STATE.wanted) {
        this.madeDurable(pending);
        continue;
      }
      if (this.frameBytes > 0 && this.frameBytes + pending.chunk.data.length > FRAME_BYTES * 2) this.frame();
      this.toFrame.push(pending);
      this.frameBytes += pending.chunk.data.length;
    }
    if (this.draining || this.frameBytes >= FRAME_BYTES) this.frame();
    this.parts.moved();
  }

  private frame(): void {
    const framed = this.toFrame;
    if (framed.length === 0) return;
    const { uploader, tally, choice } = this.parts;
    const plain = Buffer.concat(framed.map(({ chunk }) => chunk.data), this.frameBytes);
    this.toFrame = [];
    this.frameBytes = 0;
    const { codec, payload } = this.encoder.encode(plain, choice);
    uploader.send({
      codec,
      plainBytes: plain.length,
      ids: Buffer.concat(framed.map(({ chunk }) => chunk.id)),
      lengths: framed.map(({ chunk }) => chunk.data.length),
      payload: Buffer.from(payload),
      sent: () => undefined,
      acked: (storedBytes) => {
        tally.chunksSent += framed.length;
        tally.bytesUnique += plain.length;
        tally.bytesStored += storedBytes;
        for (const pending of framed) this.madeDurable(pending);
        this.parts.moved();
      },
    });
  }

  private madeDurable(pending: Pending): void {
    pending.durable = true;
    this.pendingBytes -= pending.chunk.data.length;
  }
}
