// A pack without its payloads: header, the head and table of every record with its own place in it, that each record begins where the one before ends, that the last one ends where the
// journal says, and (sealed) that footer and trailer verify and list the same records. A sealed pack `byFooter`: header, footer and trailer alone, which a slow disk answers in three reads.
import type { FarvaultError} from '../../shared/errors/errors.js';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { PACK_HEADER_BYTES, RECORD_KIND, recordBytes, type PackListing } from '../../shared/store/pack-format.js';
import { readFooter, readHeads, readPackHeader } from '../../shared/store/pack-reader.js';
import type { PackFacts } from '../repository/index.js';

/** Null: all is right. Else what is wrong, with the offset. MISSING or IO when it cannot be read. */
export async function checkHeads(file: string, facts: PackFacts, repositoryId: Buffer, byFooter: boolean, signal: AbortSignal): Promise<{ offset: number; what: string } | null> {
  const { pack, bytes, sealed } = facts;
  const open = await realFs.open(file, 'read');
  let at = 0;
  try {
    const header = await readPackHeader(open, pack);
    if (!header.repositoryId.equals(repositoryId)) return { offset: 0, what: `pack ${pack} belongs to another repository` };
    const size = await open.size();
    if (size < bytes) return { offset: size, what: `pack ${pack} has ${size} bytes, ${bytes} were journalled` };
    const footer: PackListing[] | null = sealed ? await readFooter(open, pack) : null;
    if (sealed && footer === null) return { offset: bytes, what: `pack ${pack}: its footer does not verify` };
    if (byFooter && footer !== null) return null;
    at = PACK_HEADER_BYTES;
    let listed = 0;
    for await (const head of readHeads(open, pack, PACK_HEADER_BYTES, bytes)) {
      signal.throwIfAborted();
      at = head.offset + recordBytes(head.header);
      if (head.kind === RECORD_KIND.footer) continue;
      const entry = footer?.[listed++];
      if (footer !== null && (entry === undefined || entry.offset !== head.offset || entry.kind !== head.kind || !entry.ids.equals(head.ids))) {
        return { offset: head.offset, what: `pack ${pack}, offset ${head.offset}: the footer lists another record here` };
      }
    }
    if (footer !== null && listed !== footer.length) return { offset: at, what: `pack ${pack}: the footer lists ${footer.length} records, there are ${listed}` };
    return null;
  } catch (error) {
    if (isFarvaultError(error, 'CORRUPT')) return { offset: at, what: error.message };
    throw error;
  } finally {
    await open.close();
  }
}

export function isUnreadable(error: unknown): error is FarvaultError {
  return isFarvaultError(error, 'NOT_FOUND') || isFarvaultError(error, 'MISSING') || isFarvaultError(error, 'IO');
}
