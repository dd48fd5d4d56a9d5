import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FarvaultError } from '../errors/errors.js';
import { SimFs } from '../fs/sim-fs.js';
import { blake3 } from '../hash/hash.js';
import { RECORD_KIND, decodeFooter, decodePackHeader, decodeRecordHeader, decodeTrailer, encodeFooterEntry, encodePackHeader, encodeRecordHead, encodeTrailer, placeRecord } from './pack-format.js';
import { listPack, readFooter, readPackHeader, readRecord, scanPack } from './pack-reader.js';
import type { VfsFile } from '../fs/vfs.js';

const ID = Buffer.alloc(16, 0xab);
const PACK = 7;

/** A pack of three small frames; where each record begins, and the end of the last. */
function packOf(sealed: boolean): { bytes: Buffer; offsets: number[] } {
  const parts = [encodePackHeader(PACK, ID, 1_700_000_000_000)];
  const footer: Buffer[] = [];
  const offsets: number[] = [];
  let end = 64;
  const add = (kind: number, payload: Buffer, chunks: Buffer[]): number => {
    const head = encodeRecordHead({ kind, codec: 0, plainBytes: payload.length, flags: 0, ids: Buffer.concat(chunks.map((chunk) => blake3(chunk))), lengths: chunks.map((chunk) => chunk.length), payloadBytes: payload.length });
    placeRecord(head, payload, PACK, end);
    parts.push(head, payload);
    offsets.push(end);
    end += head.length + payload.length;
    if (kind !== RECORD_KIND.footer) footer.push(encodeFooterEntry(head));
    return head.length + payload.length;
  };
  for (const text of ['one', 'two', 'three']) add(RECORD_KIND.frame, Buffer.from(text + text), [Buffer.from(text), Buffer.from(text)]);
  if (sealed) {
    const bytes = add(RECORD_KIND.footer, Buffer.concat(footer), []);
    parts.push(encodeTrailer(bytes, end - bytes));
  }
  offsets.push(end);
  return { bytes: Buffer.concat(parts), offsets };
}

async function fileOf(bytes: Buffer): Promise<VfsFile> {
  const file = await new SimFs().open('/pack', 'create');
  await file.write([bytes], 0);
  return file;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('pack', () => {
  it('has these bytes', () => {
    expect(packOf(true).bytes.toString('hex')).toMatchInlineSnapshot(`"46565041434b30310700000000000000abababababababababababababababab0068e5cf8b0100000000000000000000315cac22844859b42631f67539b4b3ec4656524301000000070000000000000040000000000000000600000006000000020000000000000000000000000000008ad57ca0077f698baa419c6a2ee3dfadd33fb48ab5adff269ae172b29a6913ff04f6f266207a7a8e976f2ecd571d449203000000d33fb48ab5adff269ae172b29a6913ff04f6f266207a7a8e976f2ecd571d4492030000006f6e656f6e6546565243010000000700000000000000ce000000000000000600000006000000020000000000000000000000000000002e2e4c78e193b6dad04f2df74b31a27fdc770fff53f50835f8cc957e01c0d5731d3c2ed544c375493a28c09be5e0976303000000dc770fff53f50835f8cc957e01c0d5731d3c2ed544c375493a28c09be5e097630300000074776f74776f465652430100000007000000000000005c010000000000000a0000000a0000000200000000000000000000000000000047ddd723a5801f18ff28ef050ae16c95dbec0e689fb63bd729147727129d854e9d590ab620a18bbbcb3317d268d6fd7205000000dbec0e689fb63bd729147727129d854e9d590ab620a18bbbcb3317d268d6fd72050000007468726565746872656546565243050000000700000000000000ee0100000000000008010000080100000000000000000000000000000000000083f67cd96261102d4849ab6c9981150e40000000000000000100000002000000d33fb48ab5adff269ae172b29a6913ff04f6f266207a7a8e976f2ecd571d449203000000d33fb48ab5adff269ae172b29a6913ff04f6f266207a7a8e976f2ecd571d449203000000ce000000000000000100000002000000dc770fff53f50835f8cc957e01c0d5731d3c2ed544c375493a28c09be5e0976303000000dc770fff53f50835f8cc957e01c0d5731d3c2ed544c375493a28c09be5e09763030000005c010000000000000100000002000000dbec0e689fb63bd729147727129d854e9d590ab620a18bbbcb3317d268d6fd7205000000dbec0e689fb63bd729147727129d854e9d590ab620a18bbbcb3317d268d6fd72050000004656545248010000ee01000000000000f6704f1f3012fd2e"`);
  });

  it('lists its records, by footer or by scan', async () => {
    for (const sealed of [true, false]) {
      const { bytes, offsets } = packOf(sealed);
      const file = await fileOf(bytes);
      const listed = await all(listPack(file, PACK, bytes.length));
      expect(listed.map((record) => record.offset)).toEqual(offsets.slice(0, 3));
      expect(listed[2].lengths).toEqual(Uint32Array.of(5, 5));
      expect((await readFooter(file, PACK)) === null).toBe(!sealed);
      expect(await scanPack(file, PACK)).toEqual({ end: bytes.length, records: sealed ? 4 : 3, sealed });
      expect((await readPackHeader(file, PACK)).repositoryId.equals(ID)).toBe(true);
    }
  });

  it('torn at any byte is read up to its last whole record', async () => {
    const { bytes, offsets } = packOf(true);
    for (let length = 64; length < bytes.length; length++) {
      const { end } = await scanPack(await fileOf(bytes.subarray(0, length)), PACK);
      expect(end).toBe(Math.max(...offsets.filter((offset) => offset <= length && offset <= offsets[3])));
    }
  });

  it('with any byte of a record wrong refuses that record, naming pack and offset', async () => {
    const { bytes, offsets } = packOf(false);
    for (let at = offsets[1]; at < offsets[2]; at++) {
      const wrong = Buffer.from(bytes);
      wrong[at] ^= 1;
      await expect(readRecord(await fileOf(wrong), PACK, offsets[1], wrong.length)).rejects.toThrow(/pack 7, offset/);
    }
  });

  it('refuses a good record in the wrong place', async () => {
    const { bytes, offsets } = packOf(false);
    const moved = Buffer.concat([bytes.subarray(0, 64), bytes.subarray(offsets[1])]);
    await expect(readRecord(await fileOf(moved), PACK, 64, moved.length)).rejects.toThrow(`the record belongs to pack 7, offset ${offsets[1]}`);
    await expect(readRecord(await fileOf(bytes), PACK + 1, 64, bytes.length)).rejects.toThrow(/belongs to pack 7/);
  });

  it('refuses the header of another pack', () => {
    expect(() => decodePackHeader(encodePackHeader(PACK, ID, 0), PACK + 1)).toThrow(`holds pack ${PACK}`);
  });

  it('refuses a length beyond the bound before anything is read by it', () => {
    const head = encodeRecordHead({ kind: RECORD_KIND.snapshot, codec: 0, plainBytes: 0x7000_0000, flags: 0, ids: Buffer.alloc(0), lengths: [], payloadBytes: 0x7000_0000 });
    placeRecord(head, Buffer.alloc(0), PACK, 64);
    expect(() => decodeRecordHeader(head, PACK, 64)).toThrow('exceeds the bound');
  });

  it('gives nothing but typed errors for any bytes', async () => {
    const { bytes } = packOf(true);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 12 }), fc.nat(bytes.length), async (edits, length) => {
        const wrong = Buffer.from(bytes.subarray(0, length));
        for (const [at, value] of edits) if (at < wrong.length) wrong[at] = value;
        const file = await fileOf(wrong);
        for (const read of [() => readPackHeader(file, PACK), () => scanPack(file, PACK), () => all(listPack(file, PACK, wrong.length)), () => readFooter(file, PACK)]) {
          await read().catch((error: unknown) => expect(error).toBeInstanceOf(FarvaultError));
        }
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (random) => {
        const any = Buffer.from(random);
        for (const parse of [() => decodePackHeader(any, 1), () => decodeRecordHeader(any, 1, 64), () => decodeFooter(any, 1, 4_096), () => decodeTrailer(any)]) {
          try {
            parse();
          } catch (error) {
            expect(error).toBeInstanceOf(FarvaultError);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
