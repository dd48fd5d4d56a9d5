// Our tar stream as a reader that is not ours and not GNU's understands it.
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { expect, it } from 'vitest';
import { KIND } from '../../format/entry.js';
import { directory, file, seededBytes } from '../testing/trees.js';
import { FakeReadServer } from '../testing/fake-read-server.js';
import { fakeSnapshot, type Described } from '../testing/fake-snapshot.js';
import { writeTar } from './tar-stream.js';

interface Read extends Header {
  content: Buffer;
}

async function readBack(described: Described[]): Promise<Map<string, Read>> {
  const reader = await new FakeReadServer(fakeSnapshot(described)).reader();
  const out = new PassThrough();
  const found = new Map<string, Read>();
  const unpack = extract();
  unpack.on('entry', (header, stream, next) => {
    const parts: Buffer[] = [];
    stream.on('data', (part) => parts.push(part as Buffer));
    stream.on('end', () => {
      found.set(header.name.replace(/\/$/, ''), { ...header, content: Buffer.concat(parts) });
      next();
    });
  });
  const reading = pipeline(out, unpack);
  await writeTar(reader, { path: new Uint8Array(0), includes: [] }, out, { onProblem: ({ message }) => expect.fail(message) }, new AbortController().signal);
  out.end();
  await reading;
  reader.close();
  return found;
}

it('names, kinds, links, times and contents arrive, of any length', async () => {
  const long = `${'d'.repeat(200)}/${'f'.repeat(250)}`;
  const content = seededBytes(7, 700_001);
  const found = await readBack([
    directory(''),
    file('a', content),
    directory('d'.repeat(200)),
    file(long, Buffer.from('far down')),
    file('empty', Buffer.alloc(0)),
    { path: 'hard', kind: KIND.hardlink, target: Buffer.from('a') },
    { path: 'soft', kind: KIND.symlink, target: Buffer.from('a') },
    file('äöü ☃', Buffer.from('snow')),
  ]);
  expect(found.get('a')).toMatchObject({ type: 'file', size: content.length });
  expect(found.get('a')!.content.equals(content)).toBe(true);
  expect(found.get('d'.repeat(200))).toMatchObject({ type: 'directory' });
  expect(found.get(long)!.content.toString()).toBe('far down');
  expect(found.get('empty')!.content).toHaveLength(0);
  expect(found.get('hard')).toMatchObject({ type: 'link', linkname: 'a' });
  expect(found.get('soft')).toMatchObject({ type: 'symlink', linkname: 'a' });
  expect(found.get('äöü ☃')!.content.toString()).toBe('snow');
});
