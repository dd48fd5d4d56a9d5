// What a loss of power may leave: for a point in the log of a SimFs, disks on which every flushed effect is there and each effect that was not
// flushed is there, lost or torn. Data of a file may be lost in any combination; names of a directory are lost from some point on.
import { ROOT, emptyInode, overlay, resize, type SimEffect, type SimInode } from './sim-fs.js';

type DataEffect = Extract<SimEffect, { type: 'write' | 'truncate' }>;
type NameEffect = Extract<SimEffect, { type: 'make' | 'rename' | 'unlink' }>;

export interface CrashState {
  /** Effects that had happened. What was acknowledged by then must be there. */
  point: number;
  /** What became of the effects that were not flushed. */
  choice: string;
  inodes: Map<number, SimInode>;
}

export interface CrashOptions {
  /** Points to look at: from `from` (default 0), every `step`th. */
  from?: number;
  step?: number;
  /** Random combinations at each point, besides the regular ones. */
  randomPerPoint?: number;
  random?: () => number;
}

interface Fate {
  choice: string;
  /** For each unflushed data effect, in order: bytes of it that are kept from its start (Infinity: all), or -1: lost. */
  data(effect: DataEffect, index: number): number;
  /** Unflushed effects on names that are kept, from the first on. */
  names: number;
}

/** Every state for `log` played onto `start`. */
export function* crashStates(log: readonly SimEffect[], start: ReadonlyMap<number, SimInode>, options: CrashOptions = {}): Generator<CrashState> {
  const disk = new Disk(start);
  for (let point = 0; point <= log.length; point++) {
    if (point > 0) disk.happen(log[point - 1]);
    if (point < (options.from ?? 0) || (point - (options.from ?? 0)) % (options.step ?? 1) !== 0) continue;
    for (const fate of fates(disk, options)) yield { point, choice: fate.choice, inodes: disk.after(fate) };
  }
}

class Disk {
  readonly #flushed: Map<number, SimInode>;
  readonly data: DataEffect[] = [];
  readonly names: NameEffect[] = [];

  constructor(start: ReadonlyMap<number, SimInode>) {
    this.#flushed = copyOf(start);
  }

  happen(effect: SimEffect): void {
    switch (effect.type) {
      case 'write':
      case 'truncate':
        this.data.push(effect);
        return;
      case 'sync':
        this.#settle(this.data, (pending) => pending.inode === effect.inode, (pending) => applyData(this.#flushed, pending, Infinity));
        return;
      case 'syncDirectory':
        this.#settle(this.names, (pending) => pending.directory === effect.directory || (pending.type === 'rename' && pending.fromDirectory === effect.directory), (pending) => applyName(this.#flushed, pending));
        return;
      case 'make':
        // The inode's data can be flushed before its name is.
        this.#flushed.set(effect.inode, emptyInode(effect.kind));
        this.names.push(effect);
        return;
      case 'rename':
      case 'unlink':
        this.names.push(effect);
    }
  }

  after(fate: Fate): Map<number, SimInode> {
    const inodes = copyOf(this.#flushed);
    for (const [index, effect] of this.data.entries()) {
      const kept = fate.data(effect, index);
      if (kept >= 0) applyData(inodes, effect, kept);
    }
    for (const effect of this.names.slice(0, fate.names)) applyName(inodes, effect);
    return inodes;
  }

  #settle<E>(pending: E[], belongs: (effect: E) => boolean, apply: (effect: E) => void): void {
    for (const effect of pending.filter(belongs)) apply(effect);
    pending.splice(0, pending.length, ...pending.filter((effect) => !belongs(effect)));
  }
}

function copyOf(inodes: ReadonlyMap<number, SimInode>): Map<number, SimInode> {
  // Contents are never changed in place: only replaced.
  return new Map([...inodes].map(([number, { kind, content, entries }]) => [number, { kind, content, entries: new Map(entries) }]));
}

function applyData(inodes: Map<number, SimInode>, effect: DataEffect, kept: number): void {
  const inode = inodes.get(effect.inode)!;
  if (effect.type === 'truncate') inode.content = resize(inode.content, effect.size);
  else if (kept >= effect.data.length) inode.content = overlay(inode.content, effect.position, effect.data);
  else inode.content = overlay(resize(inode.content, Math.max(inode.content.length, effect.position + effect.data.length)), effect.position, effect.data.subarray(0, kept));
}

function applyName(inodes: Map<number, SimInode>, effect: NameEffect): void {
  const entries = inodes.get(effect.directory)!.entries;
  if (effect.type === 'make') entries.set(effect.name, effect.inode);
  if (effect.type === 'unlink') entries.delete(effect.name);
  if (effect.type === 'rename') {
    const from = inodes.get(effect.fromDirectory)!.entries;
    const inode = from.get(effect.fromName);
    if (inode === undefined) return;
    from.delete(effect.fromName);
    entries.set(effect.name, inode);
  }
}

function* fates(disk: Disk, options: CrashOptions): Generator<Fate> {
  const { data, names } = disk;
  const all = names.length;
  yield { choice: 'nothing unflushed is kept', data: () => -1, names: 0 };
  if (data.length === 0 && all === 0) return;
  yield { choice: 'everything is kept', data: () => Infinity, names: all };
  for (let kept = 1; kept < all; kept++) yield { choice: `the first ${kept} names are kept`, data: () => Infinity, names: kept };
  if (data.length > 0 && all > 0) {
    yield { choice: 'data without names', data: () => Infinity, names: 0 };
    yield { choice: 'names without data', data: () => -1, names: all };
  }
  for (let lost = 0; lost < data.length && data.length > 1; lost++) yield { choice: `write ${lost} is lost`, data: (_, index) => (index === lost ? -1 : Infinity), names: all };
  for (let torn = 0; torn < data.length; torn++) {
    const effect = data[torn];
    if (effect.type !== 'write') continue;
    for (const kept of new Set([0, 1, effect.data.length >> 1, effect.data.length - 1])) {
      yield { choice: `write ${torn} is torn after ${kept} bytes`, data: (_, index) => (index === torn ? kept : Infinity), names: all };
    }
  }
  const random = options.random;
  for (let i = 0; random !== undefined && i < (options.randomPerPoint ?? 0); i++) {
    const kept = data.map((effect) => (random() < 0.4 ? -1 : random() < 0.5 || effect.type === 'truncate' ? Infinity : Math.floor(random() * effect.data.length)));
    yield { choice: `random: ${kept.join(' ')}`, data: (_, index) => kept[index], names: Math.floor(random() * (all + 1)) };
  }
}

/** The start of a simulation: an empty root directory. */
export function emptyDisk(): Map<number, SimInode> {
  return new Map([[ROOT, emptyInode('directory')]]);
}
