// Items of a stretch of a parent's manifest chunk.
import { FarvaultError } from '../../shared/errors/errors.js';
import { FLAG, KIND } from '../../shared/format/entry.js';
import type { ScanItem } from './types.js';

const MAGIC_BYTES = 4;

/** Items of a whole manifest chunk (`FVM1` in front), all of it unchanged. */
export function parentChunkItems(chunk: Buffer): IterableIterator<ScanItem> {
  return unchangedItems(chunk.subarray(MAGIC_BYTES), Buffer.alloc(0));
}

/** `entries`: encoded entries, whose first shares its path's front with `basis`. */
export function* unchangedItems(entries: Buffer, basis: Buffer): IterableIterator<ScanItem> {
  const reader = new EntryReader(entries);
  let path = basis;
  let more = reader.next(path);
  while (more !== null) {
    const { kind, body } = more;
    path = more.path;
    const segments: { body: Buffer }[] = [];
    let first = null;
    if (kind === KIND.segment) segments.push({ body });
    else first = { body, size: kind === KIND.file ? fileSize(body) : 0 };
    for (more = reader.next(path); more !== null && more.kind === KIND.segment; more = reader.next(path)) segments.push({ body: more.body });
    if (first === null) yield { type: 'moreSegments', path, segments };
    else yield { type: 'unchanged', path, kind, body: first.body, size: first.size, segments };
  }
}

class EntryReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  next(basis: Buffer): { path: Buffer; kind: number; body: Buffer } | null {
    const { bytes } = this;
    if (this.at >= bytes.length) return null;
    const shared = this.varint();
    const suffix = this.varint();
    if (shared > basis.length || this.at + suffix >= bytes.length) throw damaged();
    let path: Buffer;
    if (suffix === 0 && shared === basis.length) path = basis;
    else {
      path = Buffer.allocUnsafe(shared + suffix);
      for (let i = 0; i < shared; i++) path[i] = basis[i]!;
      for (let i = 0; i < suffix; i++) path[shared + i] = bytes[this.at + i]!;
    }
    const kind = bytes[this.at + suffix];
    this.at += suffix + 1;
    const length = this.varint();
    const end = this.at + length;
    if (end > bytes.length) throw damaged();
    const body = bytes.subarray(this.at, end);
    this.at = end;
    return { path, kind, body };
  }

  private varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (this.at >= this.bytes.length || factor > 2 ** 63) throw damaged();
      const byte = this.bytes[this.at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}

/** Size in the body of a file's entry: the number behind eight others, the inode and perhaps two names. */
function fileSize(body: Buffer): number {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (at >= body.length || factor > 2 ** 63) throw damaged();
      const byte = body[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const flags = varint();
  for (let i = 0; i < 7; i++) varint();
  at += 8;
  if ((flags & FLAG.names) !== 0) {
    for (let i = 0; i < 2; i++) {
      const length = varint();
      at += length;
    }
  }
  return varint();
}

function damaged(): FarvaultError {
  return new FarvaultError('CORRUPT', 'The local copy of the parent manifest is damaged: an entry leaves its bounds', {
    remedy: "Delete the agent's cache directory; the next run makes it anew.",
  });
}
