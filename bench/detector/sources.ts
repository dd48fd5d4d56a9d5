// Sources as offices have them, what happens to them on ordinary days, what sometimes happens at once, and what an attacker does. All of it follows from the seed.
import { createCipheriv, createHash } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { Tree } from './tree.js';

export class Rng {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  copy(): Rng {
    return new Rng(this.#state);
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low));
  }

  pick<T>(items: readonly T[], share: number): T[] {
    return items.filter(() => this.next() < share);
  }

  /** Bytes that nothing compresses. */
  noise(length: number): Buffer {
    const key = createHash('sha256').update(String(this.next())).digest();
    return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
  }
}

/** `corpus`: real text to cut from. */
export class Maker {
  constructor(
    readonly rng: Rng,
    private readonly corpus: Buffer,
  ) {}

  copy(): Maker {
    return new Maker(this.rng.copy(), this.corpus);
  }

  text(length: number): Buffer {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const from = this.rng.between(0, this.corpus.length - 4000);
      const part = this.corpus.subarray(from, from + Math.min(left, this.rng.between(500, 4000)));
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** As word processors save: deflated. */
  document(length: number): Buffer {
    return deflateRawSync(this.text(length * 3));
  }

  /** Some lines changed, here and there. */
  edited(content: Buffer, places = 2): Buffer {
    const parts = [content];
    for (let place = 0; place < places; place++) {
      const whole = parts.pop()!;
      const at = this.rng.between(0, Math.max(1, whole.length));
      parts.push(whole.subarray(0, at), this.text(this.rng.between(20, 300)), whole.subarray(Math.min(whole.length, at + 50)));
    }
    return Buffer.concat(parts);
  }
}

export interface Source {
  name: string;
  make(m: Maker): Tree;
  /** An ordinary day. */
  day(tree: Tree, m: Maker): void;
}

function fill(tree: Tree, count: number, name: (number: number) => string, content: () => Buffer): Tree {
  for (let number = 0; number < count; number++) tree.set(name(number), content());
  return tree;
}

export const SOURCES: Source[] = [
  {
    name: 'code',
    make: (m) => fill(new Map(), 2000, (n) => `src/d${n % 50}/f${n}.c`, () => m.text(m.rng.between(1_000, 30_000))),
    day: (tree, m) => {
      for (const name of m.rng.pick([...tree.keys()], 0.015)) tree.set(name, m.edited(tree.get(name)!));
      fill(tree, 3, () => `src/new${m.rng.between(0, 1e9)}.c`, () => m.text(8_000));
    },
  },
  {
    name: 'office',
    make: (m) => {
      const tree: Tree = new Map();
      fill(tree, 700, (n) => `share/d${n % 30}/d${n}.docx`, () => m.document(m.rng.between(8_000, 60_000)));
      return fill(tree, 500, (n) => `share/d${n % 30}/t${n}.csv`, () => m.text(m.rng.between(5_000, 60_000)));
    },
    day: (tree, m) => {
      for (const name of m.rng.pick([...tree.keys()], 0.02)) tree.set(name, name.endsWith('.docx') ? m.document(m.rng.between(8_000, 60_000)) : m.edited(tree.get(name)!));
      fill(tree, 4, () => `share/new${m.rng.between(0, 1e9)}.docx`, () => m.document(30_000));
    },
  },
  {
    name: 'photos',
    make: (m) => fill(new Map(), 300, (n) => `photos/2025/p${n}.jpg`, () => m.rng.noise(m.rng.between(80_000, 250_000))),
    day: (tree, m) => {
      fill(tree, m.rng.between(0, 12), () => `photos/2026/p${m.rng.between(0, 1e9)}.jpg`, () => m.rng.noise(150_000));
      for (const name of m.rng.pick([...tree.keys()], 0.01)) tree.set(name, m.rng.noise(150_000));
    },
  },
  {
    name: 'dumps',
    make: (m) => fill(new Map(), 60, (n) => `dumps/db${n}.sql`, () => m.text(400_000)),
    day: (tree, m) => {
      for (const [name, content] of tree) tree.set(name, m.edited(content, 8));
    },
  },
  {
    name: 'logs',
    make: (m) => fill(new Map(), 240, (n) => `log/app${n % 30}.log.${Math.floor(n / 30)}`, () => m.text(60_000)),
    // Rotation: each takes the name of the next, the oldest are compressed and go.
    day: (tree, m) => {
      for (let app = 0; app < 30; app++) {
        const log = (age: number): string => `log/app${app}.log.${age}`;
        for (let age = 7; age > 0; age--) tree.set(log(age), tree.get(log(age - 1)) ?? m.text(60_000));
        tree.set(`log/archive/app${app}.gz`, gzipSync(tree.get(log(7)) ?? m.text(60_000)));
        tree.set(`log/app${app}.log.0`, m.text(60_000));
      }
    },
  },
];

export interface Event {
  name: string;
  /** Names of sources; none: all. */
  of?: string[];
  /** Days that it lasts. */
  days?: number;
  act(tree: Tree, m: Maker, day: number): void;
}

function rename(tree: Tree, names: readonly string[], to: (name: string) => string): void {
  for (const name of names) {
    const content = tree.get(name)!;
    tree.delete(name);
    tree.set(to(name), content);
  }
}

export const ORDINARY: Event[] = [
  { name: 'ten more ordinary days', days: 10, act: () => undefined },
  {
    name: 'a new release: 30 % edited, 5 % new, 3 % gone',
    of: ['code'],
    act: (tree, m) => {
      const names = [...tree.keys()];
      for (const name of m.rng.pick(names, 0.3)) tree.set(name, m.edited(tree.get(name)!, 5));
      for (const name of m.rng.pick(names, 0.03)) tree.delete(name);
      fill(tree, 100, (n) => `src/v2/n${n}.c`, () => m.text(10_000));
    },
  },
  { name: 'packages upgraded: 60 % replaced', of: ['code'], act: (tree, m) => m.rng.pick([...tree.keys()], 0.6).forEach((name) => tree.set(name, m.text(12_000))) },
  { name: 'a formatter over every file', of: ['code'], act: (tree, m) => [...tree.keys()].forEach((name) => tree.set(name, m.edited(tree.get(name)!, 4))) },
  { name: '120 photos imported', of: ['photos', 'office'], act: (tree, m) => void fill(tree, 120, (n) => `import/p${n}.jpg`, () => m.rng.noise(150_000)) },
  { name: 'videos imported', of: ['office', 'code'], act: (tree, m) => void fill(tree, 6, (n) => `video/v${n}.mp4`, () => m.rng.noise(5_000_000)) },
  { name: 'an archive unpacked: 1,000 files', of: ['office', 'code', 'photos'], act: (tree, m) => void fill(tree, 1000, (n) => `unpacked/f${n}.txt`, () => m.text(6_000)) },
  { name: 'a user renames 30 % of the files', of: ['office', 'code', 'photos'], act: (tree, m) => rename(tree, m.rng.pick([...tree.keys()], 0.3), (name) => `moved/${name}`) },
  { name: 'the whole tree is moved', of: ['office', 'photos'], act: (tree) => rename(tree, [...tree.keys()], (name) => `moved/${name}`) },
  { name: 'end of quarter: 15 % of the documents saved', of: ['office'], act: (tree, m) => m.rng.pick([...tree.keys()].filter((name) => name.endsWith('.docx')), 0.15).forEach((name) => tree.set(name, m.document(30_000))) },
  { name: 'all documents converted to another format', of: ['office'], act: (tree, m) => [...tree.keys()].filter((name) => name.endsWith('.docx')).forEach((name) => tree.set(name, m.document(40_000))) },
  { name: 'CSV files of a year packed into a ZIP each, 40 %', of: ['office'], act: (tree, m) => m.rng.pick([...tree.keys()].filter((name) => name.endsWith('.csv')), 0.4).forEach((name) => { tree.set(`${name}.zip`, deflateRawSync(tree.get(name)!)); tree.delete(name); }) },
  { name: 'all photos developed anew', of: ['photos'], act: (tree, m) => [...tree.keys()].forEach((name) => tree.set(name, m.rng.noise(150_000))) },
  { name: 'an old project deleted: 30 %', of: ['office', 'code'], act: (tree, m) => m.rng.pick([...tree.keys()], 0.3).forEach((name) => tree.delete(name)) },
  { name: 'every database reloaded', of: ['dumps'], act: (tree, m) => [...tree.keys()].forEach((name) => tree.set(name, m.text(420_000))) },
];

const whole = (content: Buffer, m: Maker): Buffer => m.rng.noise(content.length + 256);
const head = (content: Buffer, m: Maker): Buffer => Buffer.concat([m.rng.noise(Math.min(4096, content.length)), content.subarray(4096)]);
const striped = (content: Buffer, m: Maker): Buffer => {
  const out = Buffer.from(content);
  for (let at = 0; at < out.length; at += 65_536) m.rng.noise(Math.min(16_384, out.length - at)).copy(out, at);
  return out;
};

function attack(name: string, share: number, change: (content: Buffer, m: Maker) => Buffer, rest: { days?: number; suffix?: string } = {}): Event {
  return {
    name,
    ...(rest.days === undefined ? {} : { days: rest.days }),
    act: (tree, m) => {
      for (const file of m.rng.pick([...tree.keys()].filter((one) => rest.suffix === undefined || !one.endsWith(rest.suffix)), share)) {
        const content = tree.get(file)!;
        if (rest.suffix !== undefined) tree.delete(file);
        tree.set(`${file}${rest.suffix ?? ''}`, change(content, m));
      }
    },
  };
}

export const ATTACKS: Event[] = [
  attack('all files encrypted, same names', 1, whole),
  attack('all files encrypted, renamed .locked', 1, whole, { suffix: '.locked' }),
  attack('20 % of the files encrypted', 0.2, whole),
  attack('5 % of the files encrypted', 0.05, whole),
  attack('2 % a day for ten days', 0.02, whole, { days: 10, suffix: '.locked' }),
  attack('the first 4 KiB of every file', 1, head),
  attack('the first 4 KiB of 20 % of the files', 0.2, head),
  attack('16 of each 64 KiB of every file', 1, striped),
  attack('16 of each 64 KiB of 20 % of the files', 0.2, striped),
];
