// A file of lines, read in pieces of bounded size. A line longer than a piece is left out: nothing of ours is.
import { open, type FileHandle } from 'node:fs/promises';
import { systemCode } from '../../shared/errors/errors.js';

const PIECE_BYTES = 1 << 20;
const NEWLINE = 10;

export interface Piece {
  /** Whole lines, each ended by a newline. Reused by the next piece. */
  text: Buffer;
  /** Where `text` begins in the file. */
  offset: number;
}

/** Null when it has been dropped. Its name may change meanwhile: `of.file` is the present one. */
export async function openToRead(of: { file: string }): Promise<FileHandle | null> {
  for (;;) {
    const { file } = of;
    try {
      return await open(file, 'r');
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      if (of.file === file) return null;
    }
  }
}

/** The whole lines between two offsets. A file that is gone is empty. */
export async function* readPieces(of: { file: string }, from: number, to: number): AsyncIterable<Piece> {
  const handle = await openToRead(of);
  if (handle === null) return;
  try {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, to - from)));
    let kept = 0;
    let offset = from;
    while (offset + kept < to) {
      const { bytesRead } = await handle.read(buffer, kept, Math.min(buffer.length - kept, to - offset - kept), offset + kept);
      if (bytesRead === 0) return;
      const filled = kept + bytesRead;
      const end = buffer.lastIndexOf(NEWLINE, filled - 1) + 1;
      if (end > 0) yield { text: buffer.subarray(0, end), offset };
      const consumed = end > 0 ? end : filled === buffer.length ? filled : 0;
      buffer.copy(buffer, 0, consumed, filled);
      kept = filled - consumed;
      offset += consumed;
    }
  } finally {
    await handle.close();
  }
}
