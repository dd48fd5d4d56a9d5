// Cuts what the loader never reads off an ELF file (64-bit, little-endian): everything behind the last byte that a program header names, which is symbols, debug
// notes and the section table that leads to them. What runs stays byte for byte as it was.

const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const MAX_PROGRAM_HEADERS = 64;
const LOADABLE_TYPES = [2, 3]; // a program, a library or a program that may lie anywhere
const MACHINES: Record<string, number> = { x64: 62, arm64: 183 };
const SECTION_TABLE = { offset: 40, count: 60, names: 62 };

/** The shortened file. An error when it is not for `cpu` or its headers point outside of it. */
export function cutSymbols(file: Buffer, cpu: string): Buffer {
  const wrong = (what: string): Error => new Error(`not an ELF file that can be shortened: ${what}`);
  if (file.length < HEADER_BYTES || file.readUInt32BE(0) !== 0x7f454c46) throw wrong('no such header');
  if (file[4] !== 2 || file[5] !== 1) throw wrong('not 64-bit, little-endian');
  if (!LOADABLE_TYPES.includes(file.readUInt16LE(16))) throw wrong('neither program nor library');
  if (file.readUInt16LE(18) !== MACHINES[cpu]) throw wrong(`not for ${cpu}`);
  const table = offset(file, 32);
  const count = file.readUInt16LE(56);
  if (file.readUInt16LE(54) !== PROGRAM_HEADER_BYTES || count === 0 || count > MAX_PROGRAM_HEADERS) throw wrong('unusual program headers');
  let end = table + count * PROGRAM_HEADER_BYTES;
  if (table < HEADER_BYTES || end > file.length) throw wrong('program headers outside of the file');
  for (let at = table, tableEnd = end; at < tableEnd; at += PROGRAM_HEADER_BYTES) {
    const segmentEnd = offset(file, at + 8) + offset(file, at + 32);
    if (segmentEnd > file.length) throw wrong('a segment outside of the file');
    end = Math.max(end, segmentEnd);
  }
  const cut = Buffer.from(file.subarray(0, end));
  cut.writeBigUInt64LE(0n, SECTION_TABLE.offset);
  cut.writeUInt16LE(0, SECTION_TABLE.count);
  cut.writeUInt16LE(0, SECTION_TABLE.names);
  return cut;
}

/** Larger than any file is as wrong as negative would be: it lies outside. */
function offset(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at));
}
