// Extended attributes of one entry, encoded for a batch: name and value, each with a u32 length in front of both.
import { getXattr, listXattrs } from '../../shared/sys/xattr.js';
import { systemCode } from '../../shared/errors/errors.js';

/** An entry must fit into a manifest chunk; what exceeds this is left out and named. */
const MAX_TOTAL_BYTES = 512 * 1024;
export const NO_BYTES: Buffer = Buffer.alloc(0);

export interface Attributes {
  encoded: Buffer;
  /** Code of what could not be read, or null. */
  problem: string | null;
}

const NONE: Attributes = { encoded: NO_BYTES, problem: null };

export function readAttributes(path: Buffer): Attributes {
  let names: readonly Buffer[];
  try {
    names = listXattrs(path);
  } catch (error) {
    return { encoded: NO_BYTES, problem: systemCode(error) ?? 'EIO' };
  }
  if (names.length === 0) return NONE;
  const parts: Buffer[] = [];
  let total = 0;
  let problem: string | null = null;
  for (const name of names) {
    try {
      const value = getXattr(path, name);
      if (total + name.length + value.length > MAX_TOTAL_BYTES) {
        problem = 'E2BIG';
        continue;
      }
      total += name.length + value.length;
      const lengths = Buffer.alloc(8);
      lengths.writeUInt32LE(name.length, 0);
      lengths.writeUInt32LE(value.length, 4);
      parts.push(lengths, name, value);
    } catch (error) {
      // ENODATA: taken away since the list was read
      if (systemCode(error) !== 'ENODATA') problem = systemCode(error) ?? 'EIO';
    }
  }
  return { encoded: Buffer.concat(parts), problem };
}
