// Reads a tar archive (POSIX ustar) as a stream: regular files and directories, nothing else. What a release never holds is refused instead of understood: links,
// devices, extended headers, sizes beyond octal digits. A fault is a FORMAT error.
import { FarvaultError } from '../../shared/errors/errors.js';

const BLOCK_BYTES = 512;

export interface TarEntry {
  kind: 'file' | 'directory';
  /** As it stands in the archive. */
  path: string;
  bytes: number;
  mode: number;
  /** To be read to its end before the next entry. */
  content: AsyncGenerator<Buffer>;
}

export async function* readTar(parts: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const input = new Blocks(parts);
  for (;;) {
    const header = await input.take(BLOCK_BYTES);
    if (header === null) throw broken('it ends without its end mark');
    if (header.every((byte) => byte === 0)) return input.expectZeros();
    const entry = parseHeader(header);
    const rest = input.upTo(entry.bytes);
    yield { ...entry, content: rest };
    if (!(await rest.next()).done) throw new FarvaultError('INTERNAL', 'an entry of an archive was not read to its end');
    await input.take((BLOCK_BYTES - (entry.bytes % BLOCK_BYTES)) % BLOCK_BYTES);
  }
}

function parseHeader(header: Buffer): Omit<TarEntry, 'content'> {
  if (header.toString('latin1', 257, 265) !== 'ustar\x0000') throw broken('a header is not of the ustar kind');
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK_BYTES; at++) if (at < 148 || at >= 156) sum += header[at];
  if (octal(header, 148, 8, 'checksum') !== sum) throw broken('a header fails its checksum');
  const type = header.toString('latin1', 156, 157);
  if (type !== '0' && type !== '5') throw broken(`it holds an entry of type '${/[ -~]/.test(type) ? type : '?'}', and only files and directories are taken`);
  const prefix = text(header, 345, 155);
  const path = (prefix === '' ? '' : `${prefix}/`) + text(header, 0, 100);
  const kind = type === '0' ? 'file' : 'directory';
  const bytes = octal(header, 124, 12, 'size');
  if (kind === 'directory' && bytes !== 0) throw broken('a directory has content');
  return { kind, path, bytes, mode: octal(header, 100, 8, 'mode') };
}

function octal(header: Buffer, at: number, length: number, what: string): number {
  const digits = /^ *([0-7]{1,11})[ \0]*$/.exec(header.toString('latin1', at, at + length));
  if (digits === null) throw broken(`a header has no usable ${what}`);
  return parseInt(digits[1], 8);
}

function text(header: Buffer, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/** A stream by numbers of bytes. */
class Blocks {
  readonly #parts: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(parts: AsyncIterable<Buffer>) {
    this.#parts = parts[Symbol.asyncIterator]();
  }

  /** Null: the stream has ended. */
  async take(bytes: number): Promise<Buffer | null> {
    const found: Buffer[] = [];
    for await (const part of this.upTo(bytes, true)) found.push(part);
    const all = Buffer.concat(found);
    if (all.length === bytes) return all;
    if (all.length === 0) return null;
    throw broken('it is cut short');
  }

  async *upTo(bytes: number, mayEnd = false): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0; ) {
      if (this.#rest.length === 0) {
        const next = await this.#parts.next();
        if (next.done === true) {
          if (mayEnd) return;
          throw broken('it is cut short');
        }
        this.#rest = next.value;
        continue;
      }
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  /** To the end of the stream. */
  async expectZeros(): Promise<void> {
    for (let part: Buffer | null = this.#rest; part !== null; ) {
      if (!part.every((byte) => byte === 0)) throw broken('something follows its end mark');
      const next = await this.#parts.next();
      part = next.done === true ? null : next.value;
    }
  }
}

function broken(what: string): FarvaultError {
  return new FarvaultError('FORMAT', `the release archive cannot be unpacked: ${what}`);
}
