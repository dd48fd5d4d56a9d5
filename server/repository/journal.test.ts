import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { SimFs } from '../../shared/fs/sim-fs.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { systemClock } from '../../shared/time/clock.js';
import { SEGMENT_HEADER_BYTES, encodeBody, encodeRecord, encodeSegmentHeader, firstChain, segmentFileName } from './journal-format.js';
import { parseSegment, readSegment, readSegments } from './journal-reader.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { Journal, createSegment } from './journal.js';
import { TEST_ID, tempDirectory } from './test-kit.js';

const NAME = segmentFileName(1);

/** A segment of groups: `groups[i]` records each. Gives its bytes and where each record begins. */
function segmentOf(groups: readonly number[]): { bytes: Buffer; offsets: number[] } {
  let chain = firstChain(TEST_ID);
  const parts = [encodeSegmentHeader({ firstNumber: 1, repositoryId: TEST_ID, chain })];
  const offsets: number[] = [];
  let number = 0;
  let end = SEGMENT_HEADER_BYTES;
  for (const records of groups) {
    for (let back = 0; back < records; back++) {
      const body = encodeBody({ kind: 'note', text: `record ${++number}` });
      const encoded = encodeRecord({ number, epoch: 1, timeMs: 1_700_000_000_000, back }, body, chain);
      chain = encoded.chain;
      parts.push(encoded.header, body);
      offsets.push(end);
      end += encoded.header.length + body.length;
    }
  }
  return { bytes: Buffer.concat(parts), offsets };
}

describe('journal segment', () => {
  it('has these bytes', () => {
    expect(segmentOf([1]).bytes.toString('hex')).toMatchInlineSnapshot(`"46564a524e4c30310100000000000000abababababababababababababababab5feb60311c17c5414cda543e3554f70e9d1cc4971d6ca3fd6eb3274c4220f2d600000000000000000000000000000000f18192a44f5a7739b5c53e4621f0352446564a5221000000010000000000000001000000000000000068e5cf8b0100005140d98f3ae1ad9bf84116c34adaf7545fab2d0825f555a602789651dd6c0dddcce459b9c4ddceb67b226b696e64223a226e6f7465222c2274657874223a227265636f72642031227d"`);
  });

  it('cut anywhere in its last record gives the records before', () => {
    const { bytes, offsets } = segmentOf([1, 2, 2]);
    for (let length = offsets[4]; length < bytes.length; length++) {
      const { records, wholeBytes } = parseSegment(bytes.subarray(0, length), NAME, TEST_ID, 'cut');
      expect(records.length).toBe(4);
      expect(wholeBytes).toBe(offsets[4]);
    }
  });

  it('with any byte of its last group wrong gives a prefix; with any earlier byte wrong is refused, naming file and offset', () => {
    const { bytes, offsets } = segmentOf([1, 2, 3]);
    for (let at = 0; at < bytes.length; at++) {
      const wrong = Buffer.from(bytes);
      wrong[at] ^= 0x40;
      if (at >= offsets[3]) {
        const { records } = parseSegment(wrong, NAME, TEST_ID, 'cut');
        expect(records.length).toBe(offsets.filter((offset) => offset <= at).length - 1);
      } else {
        expect(() => parseSegment(wrong, NAME, TEST_ID, 'cut')).toThrow(/0000000001|FVJRNL|version/);
      }
      expect(() => parseSegment(wrong, NAME, TEST_ID, 'refuse')).toThrow(FarvaultError);
    }
  });

  it('refuses records that were dropped, doubled or moved', () => {
    const { bytes, offsets } = segmentOf([1, 1, 1, 1]);
    const record = (i: number): Buffer => bytes.subarray(offsets[i], offsets[i + 1] ?? bytes.length);
    const head = bytes.subarray(0, SEGMENT_HEADER_BYTES);
    for (const order of [[0, 2, 3], [0, 0, 1], [1, 0, 2], [0, 2, 1, 3]]) {
      expect(() => parseSegment(Buffer.concat([head, ...order.map(record)]), NAME, TEST_ID, 'cut')).toThrow(/offset/);
    }
  });

  it('gives nothing but typed errors for any bytes', () => {
    const { bytes } = segmentOf([2, 2]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 20 }), fc.nat(bytes.length), fc.uint8Array({ maxLength: 200 }), (edits, length, tail) => {
        const wrong = Buffer.concat([bytes.subarray(0, length), tail]);
        for (const [at, value] of edits) if (at < wrong.length) wrong[at] = value;
        for (const rule of ['cut', 'refuse', 'salvage'] as const) {
          try {
            parseSegment(wrong, NAME, TEST_ID, rule);
          } catch (error) {
            expect(error).toBeInstanceOf(FarvaultError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('journal', () => {
  const start = { number: 0, chain: firstChain(TEST_ID) };

  it('shares flushes, keeps order, rolls its segments, and reads back as one chain', async () => {
    const directory = tempDirectory();
    const seen: number[] = [];
    const sealed: number[] = [];
    await createSegment(directory, TEST_ID, start, realFs);
    const journal = await Journal.open(
      {
        directory,
        repositoryId: TEST_ID,
        epoch: 1,
        vfs: realFs,
        clock: systemClock,
        segmentBytes: 3_000,
        onRecord: (record) => seen.push(record.number),
        onSealed: (first) => sealed.push(first),
        onNoSpace: () => Promise.resolve(),
        onFailed: (error) => expect.fail(error.message),
      },
      1,
      SEGMENT_HEADER_BYTES,
      start,
    );
    for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 10 }, (_, k) => journal.append({ kind: 'note', text: `${i} ${k}` })));
    await journal.close();
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(sealed.length).toBeGreaterThan(2);
    const texts: unknown[] = [];
    for await (const segment of readSegments(directory, TEST_ID, 0, realFs)) texts.push(...segment.records.map((record) => record.body['text']));
    expect(texts[57]).toBe('5 7');
    expect(texts.length).toBe(100);
    fs.rmSync(path.join(directory, segmentFileName(sealed[1])));
    await expect(drain(readSegments(directory, TEST_ID, 0, realFs))).rejects.toThrow(/lacks records/);
    fs.rmSync(directory, { recursive: true });
  });

  it('is poisoned by a failed flush: nothing is acknowledged then or later, and the flush is not tried again', async () => {
    let flushes = 0;
    let broken = false;
    const sim = new SimFs({ fault: (operation) => (operation === 'sync' && broken && ++flushes > 0 ? 'EIO' : null) });
    await createSegment('/', TEST_ID, start, sim);
    const failures: FarvaultError[] = [];
    const seen: number[] = [];
    const journal = await Journal.open(
      { directory: '/', repositoryId: TEST_ID, epoch: 1, vfs: sim, clock: systemClock, segmentBytes: 1 << 20, onRecord: (record) => seen.push(record.number), onSealed: () => undefined, onNoSpace: () => Promise.resolve(), onFailed: (error) => failures.push(error) },
      1,
      SEGMENT_HEADER_BYTES,
      start,
    );
    await journal.append({ kind: 'note' });
    broken = true;
    for (let i = 0; i < 3; i++) await expect(journal.append({ kind: 'note' })).rejects.toSatisfy((error) => isFarvaultError(error, 'POISONED'));
    expect([flushes, failures.length, seen]).toEqual([1, 1, [1]]);
  });

  it('on a full disk cuts durably what was written in part, and refuses with a record those that follow from it', async () => {
    let full = false;
    const sim = new SimFs({ fault: (operation, file) => (operation === 'write' && file.endsWith('.fvj') && full ? 'ENOSPC' : null) });
    await createSegment('/', TEST_ID, start, sim);
    const texts: unknown[] = [];
    const journal = await Journal.open(
      {
        directory: '/', repositoryId: TEST_ID, epoch: 1, vfs: sim, clock: systemClock, segmentBytes: 1 << 20, onSealed: () => undefined, onFailed: (error) => expect.fail(error.message),
        onRecord: (record) => texts.push(record.body['text']),
        onNoSpace: () => Promise.resolve(),
      },
      1,
      SEGMENT_HEADER_BYTES,
      start,
    );
    full = true;
    // A group takes 512 records: what follows from the last one comes with the next group.
    const before = sim.log.length;
    const first = Array.from({ length: 512 }, (_, i) => journal.append({ kind: 'note', text: i }));
    first[0].catch(() => (full = false));
    const others = [journal.append({ kind: 'note', text: 'follows' }, null, true), journal.append({ kind: 'note', text: 'by itself' })];
    const settled = await Promise.allSettled([...first, ...others]);
    expect(settled.map(({ status }) => status)).toEqual([...Array.from({ length: 513 }, () => 'rejected'), 'fulfilled']);
    expect(texts).toEqual(['by itself']);
    const effects = sim.log.slice(before).map(({ type }) => type);
    expect(effects.slice(0, 4)).toEqual(['truncate', 'sync', 'truncate', 'sync']);
    await journal.close();
  });
});

it('what lies behind the last whole record is cut off at an opening: it would stand behind shorter records later', async () => {
  const directory = tempDirectory();
  const file = path.join(directory, NAME);
  const { bytes, offsets } = segmentOf([1, 3]);
  bytes[offsets[1] + 80] ^= 1;
  fs.writeFileSync(file, bytes);
  const { wholeBytes, position } = await readSegment(directory, 1, TEST_ID, 'cut', realFs);
  expect(wholeBytes).toBe(offsets[1]);
  const journal = await Journal.open(
    { directory, repositoryId: TEST_ID, epoch: 1, vfs: realFs, clock: systemClock, segmentBytes: 1 << 20, onRecord: () => undefined, onSealed: () => undefined, onNoSpace: () => Promise.resolve(), onFailed: (error) => expect.fail(error.message) },
    1,
    wholeBytes,
    position,
  );
  await journal.append({ kind: 'x' });
  await journal.close();
  const after = await readSegment(directory, 1, TEST_ID, 'refuse', realFs);
  expect([after.records.length, after.wholeBytes]).toEqual([2, fs.statSync(file).size]);
  fs.rmSync(directory, { recursive: true });
});

it('a record that is whole in itself, but was put in another one\'s place, does not follow from the one before', () => {
  const chain = firstChain(TEST_ID);
  const body = (text: string): Buffer => encodeBody({ kind: 'note', text });
  const fields = (number: number): { number: number; epoch: number; timeMs: number; back: number } => ({ number, epoch: 1, timeMs: 1, back: 0 });
  const parts = [encodeSegmentHeader({ firstNumber: 1, repositoryId: TEST_ID, chain }), encodeRecord(fields(1), body('told otherwise'), chain).header, body('told otherwise')];
  // As it followed from the record 1 that stood there before.
  const before = encodeRecord(fields(1), body('told'), chain);
  parts.push(encodeRecord(fields(2), body('second'), before.chain).header, body('second'));
  for (const rule of ['refuse', 'cut'] as const) expect(() => parseSegment(Buffer.concat(parts), segmentFileName(1), TEST_ID, rule)).toThrow('does not follow from the one before');
  expect(parseSegment(Buffer.concat(parts), segmentFileName(1), TEST_ID, 'salvage').records).toHaveLength(1);
});

it('a segment of another repository is refused', () => {
  expect(() => parseSegment(segmentOf([1]).bytes, NAME, Buffer.alloc(16, 1), 'cut')).toThrow('another repository');
});

it('a checkpoint in which a digit has changed is not used: the one before is', async () => {
  const directory = tempDirectory();
  const write = (number: number): Promise<void> => writeCheckpoint(directory, number, Buffer.from(JSON.stringify({ number, chain: '00'.repeat(32), config: {}, states: { x: 1 } })), realFs);
  await write(7);
  await write(9);
  const file = path.join(directory, '0000000009.fvc');
  fs.writeFileSync(file, fs.readFileSync(file, 'latin1').replace('"x":1', '"x":2'), 'latin1');
  expect((await readCheckpoint(directory, ['x'], realFs)).checkpoint).toMatchObject({ position: { number: 7 }, states: { x: 1 } });
  fs.rmSync(directory, { recursive: true });
});

it('a number that is left out is a record that is missing, however well the next one follows', () => {
  const chain = firstChain(TEST_ID);
  const first = encodeRecord({ number: 1, epoch: 1, timeMs: 1, back: 0 }, encodeBody({ kind: 'note' }), chain);
  const third = encodeRecord({ number: 3, epoch: 1, timeMs: 1, back: 0 }, encodeBody({ kind: 'note' }), first.chain);
  const bytes = Buffer.concat([encodeSegmentHeader({ firstNumber: 1, repositoryId: TEST_ID, chain }), first.header, encodeBody({ kind: 'note' }), third.header, encodeBody({ kind: 'note' })]);
  for (const rule of ['refuse', 'cut'] as const) expect(() => parseSegment(bytes, NAME, TEST_ID, rule)).toThrow('record 2 is missing');
});

it('a segment that was made for another journal does not follow from the one before', async () => {
  const directory = tempDirectory();
  try {
    let chain = firstChain(TEST_ID);
    const write = (number: number, before: Buffer): void => {
      const body = encodeBody({ kind: 'note', text: `record ${number}` });
      const record = encodeRecord({ number, epoch: 1, timeMs: 1, back: 0 }, body, before);
      fs.writeFileSync(path.join(directory, segmentFileName(number)), Buffer.concat([encodeSegmentHeader({ firstNumber: number, repositoryId: TEST_ID, chain: before }), record.header, body]));
      chain = record.chain;
    };
    write(1, chain);
    write(2, chain);
    await drain(readSegments(directory, TEST_ID, 0, realFs));
    write(2, Buffer.alloc(32, 7));
    await expect(drain(readSegments(directory, TEST_ID, 0, realFs))).rejects.toThrow('does not follow from the one before');
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});

async function drain(segments: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of segments) void _;
}
