// Frames and packs that could not be read the last time, though nothing proves that they are damaged: a disk that answers with errors, a pack that is not there.
// In memory only: their places are kept, they are tried again, and meanwhile nobody is told that their chunks are held.

/** More in one pack, and all of the pack counts as unreadable. */
const MAX_FRAMES_OF_PACK = 1_024;

export class Unreadable {
  /** Offsets of frames, or null for the whole pack. */
  readonly #packs = new Map<number, Set<number> | null>();

  get any(): boolean {
    return this.#packs.size > 0;
  }

  has(pack: number, frameOffset: number): boolean {
    const frames = this.#packs.get(pack);
    return frames === null || frames?.has(frameOffset) === true;
  }

  /** True when this was not known. */
  addPack(pack: number): boolean {
    const known = this.#packs.get(pack) === null;
    this.#packs.set(pack, null);
    return !known;
  }

  /** True when this was not known. */
  addFrame(pack: number, frameOffset: number): boolean {
    if (this.has(pack, frameOffset)) return false;
    const frames = this.#packs.get(pack) ?? new Set();
    frames.add(frameOffset);
    this.#packs.set(pack, frames.size > MAX_FRAMES_OF_PACK ? null : frames);
    return true;
  }

  /** The frame has been read, or is known to be damaged: so its pack is there. */
  forget(pack: number, frameOffset: number): void {
    const frames = this.#packs.get(pack);
    frames?.delete(frameOffset);
    if (frames === null || frames?.size === 0) this.#packs.delete(pack);
  }

  /** Some to try again: a frame of each pack, or (offset null) the pack. */
  *samples(): Generator<{ pack: number; frameOffset: number | null }> {
    for (const [pack, frames] of [...this.#packs]) yield { pack, frameOffset: frames === null ? null : frames.values().next().value! };
  }

  *places(): Generator<{ pack: number; frameOffset: number | null }> {
    for (const [pack, frames] of this.#packs) {
      if (frames === null) yield { pack, frameOffset: null };
      else for (const frameOffset of frames) yield { pack, frameOffset };
    }
  }

  forgetPack(pack: number): void {
    this.#packs.delete(pack);
  }
}
