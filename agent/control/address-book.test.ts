import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressBook } from './address-book.js';
import { toldAddresses } from './told-addresses.js';

let folder: string;
let dns: Record<string, string[] | Error>;

const book = (): Promise<AddressBook> =>
  AddressBook.open({
    folder,
    lookup: (host) => {
      const found = dns[host] ?? new Error('ENOTFOUND');
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
    },
    sleep: () => new Promise(() => undefined),
  });

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fv-book-'));
  dns = { 'backup.example': ['192.0.2.1', '2001:db8::1'] };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('names of the server', () => {
  it('are looked up at each attempt, addresses are taken as they are', async () => {
    const { targets, faults } = await (await book()).places(['backup.example:8470', '198.51.100.7:1']);
    expect(targets).toEqual(['192.0.2.1:8470', '[2001:db8::1]:8470', '198.51.100.7:1']);
    expect(faults).toEqual([]);
  });

  it('lead where they led the last time while DNS is gone, also after a restart, and that is said', async () => {
    const first = await book();
    await first.places(['backup.example:8470']);
    await first.answered('192.0.2.1:8470');
    dns = {};
    const { targets, faults } = await (await book()).places(['backup.example:8470']);
    expect(targets).toEqual(['192.0.2.1:8470']);
    expect(faults[0]).toMatch(/backup\.example cannot be looked up \(ENOTFOUND\); tried 192\.0\.2\.1:8470/);
  });

  it('that lead to another machine are followed, and after it where the server answered before', async () => {
    const first = await book();
    await first.places(['backup.example:8470']);
    await first.answered('192.0.2.1:8470');
    dns['backup.example'] = ['203.0.113.9'];
    expect((await first.places(['backup.example:8470'])).targets).toEqual(['203.0.113.9:8470', '192.0.2.1:8470']);
    await first.answered('203.0.113.9:8470');
    expect((await first.places(['backup.example:8470'])).targets).toEqual(['203.0.113.9:8470']);
  });

  it('without an answer ever are a fault that names them', async () => {
    dns = {};
    expect(await (await book()).places(['backup.example:8470'])).toEqual({ targets: [], faults: ['the name backup.example cannot be looked up (ENOTFOUND)'] });
  });

  it('need no memory: a damaged one is as good as none', async () => {
    writeFileSync(path.join(folder, 'addresses.json'), '{"half');
    expect((await (await book()).places(['backup.example:8470'])).targets).toHaveLength(2);
  });
});

it('addresses that a server tells are taken if they are some', () => {
  expect(toldAddresses(['h', 'a b', '[::1]:5', 'x:99999', '\n'], ['old:1'])).toEqual(['h:8470', '[::1]:5']);
  expect(toldAddresses(['', '/'], ['old:1'])).toEqual(['old:1']);
});
