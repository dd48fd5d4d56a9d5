// Release archives for tests, entry by entry, good ones and such as nobody should unpack.
import { createHash } from 'node:crypto';
import { compress } from '@cloudpss/zstd';

/** Path, content, mode. */
export type TestFile = [string, string, number];
export const END = Buffer.alloc(1_024);

interface EntryOptions {
  mode?: number;
  type?: string;
  link?: string;
  /** As it stands in the header. */
  size?: string;
  /** Added to the right one. */
  checksum?: number;
}

export function entry(name: string, content: string, { mode = 0o644, type = '0', link = '', size, checksum = 0 }: EntryOptions = {}): Buffer {
  const header = Buffer.alloc(512);
  const bytes = Buffer.from(content);
  header.write(name, 0, 100);
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  header.write('0000000\x000000000\0', 108);
  header.write(size ?? `${bytes.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0) + checksum;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

export function listing(files: TestFile[], facts: Record<string, unknown> = {}): Record<string, unknown> {
  const listed = files.map(([path, content, mode]) => ({ path, bytes: Buffer.byteLength(content), sha256: createHash('sha256').update(content).digest('hex'), mode }));
  return { format: 1, version: '9.9.9', platform: 'linux-x64', node: '24.21.0', launcher: 1, stateFormat: 1, ...facts, files: listed };
}

/** `open`: without its end. */
export function releaseTar(files: TestFile[], { open = false, facts = {} }: { open?: boolean; facts?: Record<string, unknown> } = {}): Buffer {
  const entries = files.map(([name, content, mode]) => entry(name, content, { mode }));
  return Buffer.concat([entry('release.json', JSON.stringify(listing(files, facts))), ...entries, ...(open ? [] : [END])]);
}

export function releaseArchive(files: TestFile[], facts: Record<string, unknown>): { bytes: Buffer; sha256: string } {
  const bytes = Buffer.from(compress(releaseTar(files, { facts }), 1));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
