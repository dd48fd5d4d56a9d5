// One pack, every byte: threads read and rehash it part by part, here what they found is made sure of, marked, and compared with the chunk index.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { PACK_HEADER_BYTES } from '../../shared/store/pack-format.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { PackFacts, Place } from '../repository/index.js';
import type { Findings } from './findings.js';
import type { Fault, FrameList, PartScanned } from './pack-scan.js';
import type { Scanner } from './scan-thread.js';
import type { VerificationParts } from './types.js';

const LOOKUP_IDS = 8_192;

/** An entry of the chunk index that is wrong, though the frame is whole. */
export interface IndexFault {
  pack: number;
  frameOffset: number;
}

export interface PackResult {
  bytes: number;
  plainBytes: number;
  chunks: number;
  /** Chunks of which the index says that they lie here. */
  indexed: number;
}

export class PackCheck {
  readonly result: PackResult = { bytes: 0, plainBytes: 0, chunks: 0, indexed: 0 };
  readonly indexFaults: IndexFault[] = [];
  #at: number;
  #headless: Fault | null = null;
  #gaps: Fault[] = [];

  constructor(
    private readonly parts: Pick<VerificationParts, 'repository'>,
    private readonly thread: Scanner,
    private readonly pack: Pick<PackFacts, 'pack' | 'bytes'>,
    private readonly findings: Findings,
    from = 0,
  ) {
    this.#at = from;
  }

  /** Reads to the end, or until about `bytes` are read. False: there is more. */
  async advance(bytes: number, onPart: (bytes: number) => void, signal: AbortSignal, partBytes = bytes): Promise<boolean> {
    const stop = Math.min(this.#at + bytes, this.pack.bytes);
    const scan = (): Promise<PartScanned | null> | null => (this.#at < stop ? this.#scan(Math.min(partBytes, stop - this.#at)) : null);
    let next = scan();
    while (next !== null) {
      const part = await next;
      signal.throwIfAborted();
      // Nothing more comes: the pack went while it was read, which is no damage.
      if (part === null) {
        this.#at = this.pack.bytes;
        break;
      }
      onPart(part.next - this.#at);
      this.result.bytes += part.next - this.#at;
      this.#at = part.next;
      // The thread reads on while this part is compared.
      next = scan();
      next?.catch(() => undefined);
      await this.#take(part);
    }
    await this.#examineGaps();
    return this.#at >= this.pack.bytes;
  }

  async #scan(bytes: number): Promise<PartScanned | null> {
    const { repository } = this.parts;
    const { pack, bytes: end } = this.pack;
    try {
      return await this.thread.scan({ file: repository.packFile(pack), pack, repositoryId: repository.id, from: this.#at, end, bytes });
    } catch (error) {
      if (!isFarvaultError(error, 'MISSING') && !isFarvaultError(error, 'IO')) throw error;
      if (!this.#isThere()) return null;
      this.findings.add('packs', 1, error.message);
      // Its chunks do not count as held any more, until it is there again.
      await repository.readFrame({ pack, frameOffset: PACK_HEADER_BYTES }).catch(() => undefined);
      return null;
    }
  }

  async #take(part: PartScanned): Promise<void> {
    for (const fault of part.faults) await this.#fault(fault, part.frames);
    if (this.#headless !== null) await this.#markAll(part.frames, this.#headless.what);
    else await this.#compare(part.frames);
    this.result.plainBytes += part.plainBytes;
    this.result.chunks += part.frames.lengths.length;
  }

  async #fault(fault: Fault, frames: FrameList): Promise<void> {
    if (!this.#isThere()) return;
    const { repository } = this.parts;
    const { pack } = this.pack;
    switch (fault.kind) {
      case 'header': {
        // Sure only when the repository finds so, too, with the file opened anew.
        const read = await repository.readFrame({ pack, frameOffset: PACK_HEADER_BYTES }).catch((error: unknown) => error);
        if (!isFarvaultError(read)) return;
        this.#headless = fault;
        this.findings.add('packs', 1, fault.what);
        return;
      }
      case 'frame':
        await repository.examine({ frames: [{ pack, frameOffset: fault.offset }], ranges: [] });
        this.findings.add('frames', 1, fault.what);
        return;
      case 'chunks': {
        const all = Buffer.from(frames.ids.buffer);
        const start = chunksBefore(frames, fault.offset);
        const ids = Buffer.concat(fault.ordinals!.map((ordinal) => all.subarray((start + ordinal) * ID_BYTES, (start + ordinal + 1) * ID_BYTES)));
        await repository.quarantine(ids, fault.what, { pack, frameOffset: fault.offset });
        this.findings.add('chunks', fault.ordinals!.length, fault.what);
        return;
      }
      case 'record':
        this.findings.add('records', 1, `${fault.what}: no chunk lies there; the journal has what it told, as long as that is whole`);
        return;
      case 'gap':
        this.findings.add('frames', 1, `${fault.what}; nothing can be told up to offset ${fault.to}`);
        this.#gaps.push(fault);
    }
  }

  /** Which frames stood there, the index says. */
  async #examineGaps(): Promise<void> {
    if (this.#gaps.length === 0 || !this.#isThere()) return;
    const { pack } = this.pack;
    await this.parts.repository.examine({ frames: this.#gaps.map(({ offset }) => ({ pack, frameOffset: offset })), ranges: this.#gaps.map(({ offset, to }) => ({ pack, from: offset, to })) });
    this.#gaps = [];
  }

  /** Nobody can read frames of a pack whose header is wrong, be they whole. */
  async #markAll(frames: FrameList, reason: string): Promise<void> {
    const ids = Buffer.from(frames.ids.buffer);
    let at = 0;
    for (const [i, frameOffset] of frames.offsets.entries()) {
      const end = at + frames.counts[i] * ID_BYTES;
      await this.parts.repository.quarantine(ids.subarray(at, end), reason, { pack: this.pack.pack, frameOffset });
      at = end;
    }
  }

  async #compare(frames: FrameList): Promise<void> {
    const { repository } = this.parts;
    const ids = Buffer.from(frames.ids.buffer);
    const expected = new ExpectedPlaces(this.pack.pack, frames);
    const strange = new Set<number>();
    for (let from = 0; from < frames.lengths.length; from += LOOKUP_IDS) {
      const to = Math.min(from + LOOKUP_IDS, frames.lengths.length);
      const places = await repository.locateStored(ids.subarray(from * ID_BYTES, to * ID_BYTES));
      for (const place of places) {
        const answer = expected.next(place);
        if (answer === 'here') this.result.indexed++;
        // One that lies nowhere is garbage, or missed by whoever follows references: of two copies the index tells one, and that may have been collected.
        else if (answer === 'strange') strange.add(expected.frameOffset);
      }
    }
    if (strange.size === 0 || !this.#isThere()) return;
    for (const frameOffset of strange) {
      this.indexFaults.push({ pack: this.pack.pack, frameOffset });
      this.findings.add('index', 1, `pack ${this.pack.pack}, offset ${frameOffset}: the frame is whole, but the chunk index does not say what it holds (backupctl repair corrects the index)`);
    }
  }

  #isThere(): boolean {
    return this.parts.repository.packFacts().some(({ pack }) => pack === this.pack.pack);
  }
}

function chunksBefore(frames: FrameList, offset: number): number {
  let chunks = 0;
  for (const [i, count] of frames.counts.entries()) {
    if (frames.offsets[i] === offset) return chunks;
    chunks += count;
  }
  throw new FarvaultError('INTERNAL', `no frame at offset ${offset} was read`);
}

/** Walks the chunks of some frames in order and compares where each lies with what the index says. */
class ExpectedPlaces {
  #frame = -1;
  #left = 0;
  #offset = 0;
  #chunk = 0;

  constructor(
    private readonly pack: number,
    private readonly frames: FrameList,
  ) {}

  get frameOffset(): number {
    return this.frames.offsets[this.#frame];
  }

  next(place: Place | null): 'here' | 'elsewhere' | 'nowhere' | 'strange' {
    while (this.#left === 0) {
      this.#frame++;
      this.#left = this.frames.counts[this.#frame];
      this.#offset = 0;
    }
    this.#left--;
    const length = this.frames.lengths[this.#chunk++];
    const offset = this.#offset;
    this.#offset += length;
    if (place === null) return 'nowhere';
    if (place.pack !== this.pack || place.frameOffset !== this.frameOffset) return 'elsewhere';
    // A chunk that stands twice in a frame is known at one of the two places.
    return place.length === length && (place.offsetInFrame === offset || this.#standsTwice(place, length)) ? 'here' : 'strange';
  }

  #standsTwice(place: Place, length: number): boolean {
    let at = 0;
    let first = 0;
    for (let i = 0; i < this.#frame; i++) first += this.frames.counts[i];
    const own = this.#chunk - 1;
    for (let i = first; i < first + this.frames.counts[this.#frame]; i++) {
      if (at === place.offsetInFrame) return this.frames.lengths[i] === length && sameId(this.frames.ids, i, own);
      at += this.frames.lengths[i];
    }
    return false;
  }
}

function sameId(ids: Uint8Array, a: number, b: number): boolean {
  for (let i = 0; i < ID_BYTES; i++) if (ids[a * ID_BYTES + i] !== ids[b * ID_BYTES + i]) return false;
  return true;
}
