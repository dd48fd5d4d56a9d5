import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHECKSUM_BYTES, ViewDamagedError, checkedValue, destroyView, openViewStore } from './view-store.js';

let directory: string;
beforeEach(() => {
  directory = path.join(mkdtempSync(path.join(tmpdir(), 'view-')), 'index');
});
afterEach(() => {
  rmSync(path.dirname(directory), { recursive: true, force: true });
});

const key = (number: number): Buffer => Buffer.from(`k${String(number).padStart(6, '0')}`);
const value = (number: number): Buffer => Buffer.from(`value ${number}`);

async function fill(count: number): Promise<void> {
  const view = await openViewStore(directory);
  await view.write((batch) => {
    for (let i = 0; i < count; i++) batch.put(key(i), value(i));
  });
  view.setPosition(count);
  await view.close();
}

describe('a view', () => {
  test('gives back what was written, and the position with it', async () => {
    await fill(1_000);
    const view = await openViewStore(directory);
    expect(view.position()).toBe(1_000);
    expect(await view.get(key(7))).toEqual(value(7));
    expect(await view.getMany([key(3), key(5_000)])).toEqual([value(3), undefined]);
    const seen: string[] = [];
    for await (const [, found] of view.iterate({ gte: key(10), lt: key(500), reverse: true, limit: 2 })) seen.push(found.toString());
    expect(seen).toEqual(['value 499', 'value 498']);
    let all = 0;
    for await (const [found] of view.iterate({})) all += found.length > 0 ? 1 : 0;
    expect(all).toBe(1_000);
    await view.close();
  });

  test('stores no position ahead of what it covers', async () => {
    const view = await openViewStore(directory);
    view.setPosition(5);
    await view.write((batch) => batch.put(key(1), value(1)));
    view.setPosition(6);
    expect(view.position()).toBe(6);
    await view.close();
    const again = await openViewStore(directory);
    expect(again.position()).toBe(6);
    await again.close();
  });

  test('copies keys and values at once', async () => {
    const view = await openViewStore(directory);
    const reusedKey = key(1);
    const reusedValue = value(1);
    await view.write((batch) => {
      batch.put(reusedKey, reusedValue);
      key(2).copy(reusedKey);
      value(2).copy(reusedValue);
      batch.put(reusedKey, reusedValue);
    });
    expect(await view.getMany([key(1), key(2)])).toEqual([value(1), value(2)]);
    await view.close();
  });

  test('is empty after it was destroyed', async () => {
    await fill(10);
    destroyView(directory);
    const view = await openViewStore(directory);
    expect(view.position()).toBe(0);
    expect(await view.get(key(1))).toBeUndefined();
    await view.close();
  });
});

describe('a damaged view', () => {
  test('is noticed when a batch in the middle has gone', async () => {
    const view = await openViewStore(directory);
    // Several of the log's blocks of 32 KiB: what is damaged takes the rest of its block with it.
    for (let first = 0; first < 10_000; first += 1_000) {
      await view.write((batch) => {
        for (let i = first; i < first + 1_000; i++) batch.put(key(i), value(i));
      });
    }
    // As after an end that was not clean: a copy of the files as they are now.
    const copy = `${directory}-copy`;
    cpSync(directory, copy, { recursive: true });
    await view.close();
    for (const name of readdirSync(copy).filter((file) => file.endsWith('.log'))) {
      const bytes = readFileSync(path.join(copy, name));
      const at = bytes.indexOf('value 2500');
      if (at !== -1) bytes[at] ^= 0x20;
      writeFileSync(path.join(copy, name), bytes);
    }
    await expect(openViewStore(copy)).rejects.toBeInstanceOf(ViewDamagedError);
  });

  test('is told apart from a whole one after an end that was not clean', async () => {
    await fill(2_000);
    writeFileSync(path.join(directory, 'FARVAULT-OPEN'), '');
    const view = await openViewStore(directory);
    expect(await view.get(key(1))).toEqual(value(1));
    await view.close();

    // A value's bytes in the log of LevelDB, or in a table, whichever holds them.
    for (const name of readdirSync(directory).filter((file) => /\.(log|ldb)$/.test(file))) {
      const bytes = readFileSync(path.join(directory, name));
      for (let at = bytes.indexOf('value 1999'); at !== -1; at = bytes.indexOf('value 1999', at + 1)) bytes[at] ^= 0x20;
      writeFileSync(path.join(directory, name), bytes);
    }
    writeFileSync(path.join(directory, 'FARVAULT-OPEN'), '');
    const outcome = await openViewStore(directory).then(
      async (opened) => {
        // LevelDB drops what fails its own check of the log: the key is gone, its value is not wrong.
        const found = await opened.get(key(1_999));
        await opened.close();
        return found;
      },
      (error: unknown) => error,
    );
    expect(outcome === undefined || outcome instanceof ViewDamagedError).toBe(true);
  });

  test('is an error when its files make no sense', async () => {
    await fill(100);
    for (const name of readdirSync(directory)) if (/^(CURRENT|MANIFEST)/.test(name)) writeFileSync(path.join(directory, name), 'nonsense');
    await expect(openViewStore(directory)).rejects.toBeInstanceOf(ViewDamagedError);
    destroyView(directory);
    await (await openViewStore(directory)).close();
  });
});

test('a value with any bit changed, or under another key, does not verify', () => {
  const stored = Buffer.concat([value(1), Buffer.alloc(CHECKSUM_BYTES)]);
  expect(checkedValue(key(1), stored)).toBeNull();
  for (const length of [0, 1, 3]) expect(checkedValue(key(1), Buffer.alloc(length, 0xff))).toBeNull();
});
