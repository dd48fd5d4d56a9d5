// ustar blocks with pax extended headers (POSIX.1-2001, pax interchange format), from bytes: names need not be UTF-8.

const BLOCK_BYTES = 512;
const OCTAL_11_MAX = 0o77777777777;
const OCTAL_7_MAX = 0o7777777;

export const TYPE = { file: '0', hardlink: '1', symlink: '2', character: '3', block: '4', directory: '5', fifo: '6', pax: 'x' } as const;

export interface Header {
  name: Buffer;
  linkname: Buffer;
  type: string;
  mode: number;
  uid: number;
  gid: number;
  size: number;
  mtimeSec: number;
  user: Buffer;
  group: Buffer;
  major: number;
  minor: number;
}

/** One block. Fields that do not fit are cut or zero: the pax header before it carries them. */
export function headerBlock(header: Header): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  header.name.copy(block, 0, 0, 100);
  octal(block, 100, 8, header.mode & 0o7777);
  octal(block, 108, 8, header.uid);
  octal(block, 116, 8, header.gid);
  octal(block, 124, 12, header.size);
  octal(block, 136, 12, header.mtimeSec);
  block.write(header.type, 156, 'latin1');
  header.linkname.copy(block, 157, 0, 100);
  block.write('ustar\u000000', 257, 'latin1');
  header.user.copy(block, 265, 0, 31);
  header.group.copy(block, 297, 0, 31);
  octal(block, 329, 8, header.major);
  octal(block, 337, 8, header.minor);
  block.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function octal(block: Buffer, at: number, width: number, value: number): void {
  const fits = value >= 0 && value <= (width === 12 ? OCTAL_11_MAX : OCTAL_7_MAX);
  block.write((fits ? value : 0).toString(8).padStart(width - 1, '0'), at, 'latin1');
}

/** True when the ustar header alone can hold it. */
export function fitsOctal(value: number, width: 8 | 12): boolean {
  return Number.isInteger(value) && value >= 0 && value <= (width === 12 ? OCTAL_11_MAX : OCTAL_7_MAX);
}

export function padding(bytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** Two empty blocks. */
export function endOfArchive(): Buffer {
  return Buffer.alloc(2 * BLOCK_BYTES);
}

/** Records of a pax header, `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
export class PaxRecords {
  readonly #parts: Buffer[] = [];

  add(key: string | Buffer, value: Buffer | string): void {
    const body = Buffer.concat([Buffer.from(' '), Buffer.from(key as string), Buffer.from('='), Buffer.from(value as string), Buffer.from('\n')]);
    let length = body.length + 1;
    while (String(length).length + body.length !== length) length = String(length).length + body.length;
    this.#parts.push(Buffer.from(String(length)), body);
  }

  get empty(): boolean {
    return this.#parts.length === 0;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
