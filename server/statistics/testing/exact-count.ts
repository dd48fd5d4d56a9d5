// The figures the slow way, for comparison: every snapshot's tree is read, every chunk kept in mind with everybody who holds it.
import { decodeIndexChunk, decodeRoot } from '../../../shared/format/manifest-index.js';
import { listReferences } from '../../../shared/format/manifest-reader.js';
import { ID_BYTES } from '../../../shared/hash/hash.js';
import type { KeptSnapshot } from '../../snapshots/index.js';

export type Held = Map<string, number>;

/** Hexadecimal id to plain bytes, of every chunk that the snapshot needs. */
export async function chunksOf({ rootId, rootBytes }: Pick<KeptSnapshot, 'rootId' | 'rootBytes'>, readOne: (id: Buffer) => Promise<Buffer>): Promise<Held> {
  const held: Held = new Map([[rootId, rootBytes]]);
  for (const index of decodeRoot(await readOne(Buffer.from(rootId, 'hex'))).items) {
    held.set(index.id.toString('hex'), index.bytes);
    for (const item of decodeIndexChunk(await readOne(index.id))) {
      held.set(item.id.toString('hex'), item.bytes);
      const { ids, lengths } = listReferences(await readOne(item.id));
      for (const [i, length] of lengths.entries()) held.set(ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES), length);
    }
  }
  return held;
}

/** Of the chunks of all these snapshots. */
export function union(all: readonly Held[]): Held {
  return new Map(all.flatMap((held) => [...held]));
}

/** Of the chunks of `own` that `others` lack. */
export function alone(own: Held, others: Held): Held {
  return new Map([...own].filter(([id]) => !others.has(id)));
}

export function plainOf(held: Held): number {
  let sum = 0;
  for (const bytes of held.values()) sum += bytes;
  return sum;
}
