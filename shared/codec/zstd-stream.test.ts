import { randomBytes } from 'node:crypto';
import { compress } from '@cloudpss/zstd';
import { expect, test } from 'vitest';
import { unzstd } from './zstd-stream.js';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function plainOf(packed: Uint8Array, size = 10_000, maxBytes = 100 << 20): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of unzstd(pieces(packed, size), maxBytes)) parts.push(part);
  return Buffer.concat(parts);
}

test('a stream comes out as it went in, however it is cut into pieces, in one frame or several', async () => {
  const plain = Buffer.concat([randomBytes(300_000), Buffer.alloc(5 << 20), Buffer.from('end')]);
  const packed = compress(plain, 3);
  for (const size of [1 << 20, 65_536, 777]) expect((await plainOf(packed, size)).equals(plain)).toBe(true);
  expect((await plainOf(Buffer.concat([packed, compress(plain, 19)]))).equals(Buffer.concat([plain, plain]))).toBe(true);
  expect((await plainOf(compress(Buffer.alloc(128 << 10), 1))).length).toBe(128 << 10);
});

test('what is no stream, is cut short or changed, or comes to more than it may, is refused', async () => {
  const packed = Buffer.from(compress(randomBytes(300_000), 3));
  await expect(plainOf(Buffer.from('hello, this is text'))).rejects.toMatchObject({ code: 'FORMAT' });
  await expect(plainOf(packed.subarray(0, -1))).rejects.toMatchObject({ code: 'FORMAT' });
  await expect(plainOf(Buffer.alloc(0))).rejects.toMatchObject({ code: 'FORMAT' });
  await expect(plainOf(Buffer.concat([packed, Buffer.from('more')]))).rejects.toMatchObject({ code: 'FORMAT' });
  const bomb = compress(Buffer.alloc(200 << 20), 3);
  expect(bomb.length).toBeLessThan(100_000);
  const before = process.memoryUsage().rss;
  await expect(plainOf(bomb, 1 << 20, 10 << 20)).rejects.toMatchObject({ code: 'FORMAT' });
  expect(process.memoryUsage().rss - before).toBeLessThan(120 << 20);
});

test('a stream that needs more memory for its window than ours do is refused', async () => {
  const windowOf = (log: number): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (log - 10) << 3, 1, 0, 0]);
  expect(await plainOf(windowOf(23))).toHaveLength(0);
  await expect(plainOf(windowOf(24))).rejects.toThrow(/memory/);
});
