// A large pack is read by several threads: its footer, or the heads of its records, tell where they begin. One of which that does not verify is read by one, from its beginning to its end.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { listPack, readPackHeader } from '../../shared/store/pack-reader.js';
import type { PackFacts } from '../repository/index.js';

export interface Slice {
  facts: PackFacts;
  /** Where a record begins; 0: the pack's header, too. */
  from: number;
  to: number;
}

/** In order, without gaps. */
export async function slicesOf(file: string, facts: PackFacts, repositoryId: Buffer, sliceBytes: number): Promise<Slice[]> {
  const starts = [0, ...(await boundaries(file, facts, repositoryId, sliceBytes))];
  return starts.map((from, i) => ({ facts, from, to: starts[i + 1] ?? facts.bytes }));
}

async function boundaries(file: string, { pack, bytes }: PackFacts, repositoryId: Buffer, sliceBytes: number): Promise<number[]> {
  if (bytes < 2 * sliceBytes) return [];
  try {
    const open = await realFs.open(file, 'read');
    try {
      const header = await readPackHeader(open, pack);
      const found: number[] = [];
      if (!header.repositoryId.equals(repositoryId)) return found;
      for await (const { offset } of listPack(open, pack, bytes)) if (offset - (found.at(-1) ?? 0) >= sliceBytes && bytes - offset >= sliceBytes) found.push(offset);
      return found;
    } finally {
      await open.close();
    }
  } catch (error) {
    // Whoever reads it finds out what is wrong.
    if (isFarvaultError(error)) return [];
    throw error;
  }
}
