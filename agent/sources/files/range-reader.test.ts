import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isDiskImage, looksLikeDiskImage } from './disk-image.js';
import { FileRangeReader } from './range-reader.js';

let dir: string;
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'farvault-range-'));
});
afterEach(() => fs.rmSync(dir, { recursive: true }));

it('names the holes of a sparse file and reads its data', () => {
  const file = path.join(dir, 'sparse');
  const fd = fs.openSync(file, 'w+');
  fs.writeSync(fd, Buffer.alloc(65536, 1), 0, 65536, 1 << 20);
  fs.ftruncateSync(fd, 4 << 20);
  const { size, blocks } = fs.fstatSync(fd);
  const reader = new FileRangeReader(fd, size, blocks);
  const extents = [...reader.extents(0, size)];
  expect(extents.map(({ offset, length }) => offset + length).at(-1)).toBe(4 << 20);
  expect(extents.reduce((at, { offset, length }) => (expect(offset).toBe(at), at + length), 0)).toBe(4 << 20);
  expect(extents).toContainEqual({ offset: 1 << 20, length: 65536, zero: false });
  const into = Buffer.alloc(10, 9);
  expect(reader.read((1 << 20) - 5, into, 1, 8)).toBe(8);
  expect(into).toEqual(Buffer.from([9, 0, 0, 0, 0, 0, 1, 1, 1, 9]));
  expect(reader.read((4 << 20) - 3, into, 0, 10)).toBe(3);
  fs.closeSync(fd);
});

it('tells disk images from other files by their first bytes', () => {
  const head = Buffer.alloc(4096);
  expect(looksLikeDiskImage(head)).toBe(false);
  head[510] = 0x55;
  head[511] = 0xaa;
  expect(looksLikeDiskImage(head)).toBe(false);
  head[450] = 0x83;
  head.writeUInt32LE(2048, 458);
  expect(looksLikeDiskImage(head)).toBe(true);
  const ext4 = Buffer.alloc(4096);
  ext4.writeUInt16LE(0xef53, 1080);
  expect(looksLikeDiskImage(ext4)).toBe(true);
  expect(looksLikeDiskImage(Buffer.from('short'))).toBe(false);
  const file = path.join(dir, 'image');
  fs.writeFileSync(file, ext4);
  expect(isDiskImage(Buffer.from(file))).toBe(true);
  expect(isDiskImage(Buffer.from(path.join(dir, 'absent')))).toBe(false);
});
