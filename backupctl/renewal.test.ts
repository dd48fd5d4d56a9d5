import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Connection } from '../shared/rpc/client.js';
import { createKeyAndRequest, keyOfRequest, toPem } from '../shared/rpc/key-pair.js';
import { systemClock } from '../shared/time/clock.js';
import { Authority, createAuthority } from '../server/pki/authority.js';
import { isRenewalDue, renewIfDue } from './renewal.js';

const DAY_MS = 86_400_000;
const REPOSITORY = '0123456789abcdef0123456789abcdef';
const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-renewal-'));
const file = path.join(dir, 'admin.json');
const now = Date.now();
const late = now + 130 * DAY_MS;
let authority: Authority;
let original: { certificate: string; key: string };
let asked = 0;
let refuse = false;
const warnings: string[] = [];
const warn = (line: string): void => void warnings.push(line);

const NAME = { role: 'admin', repositoryId: REPOSITORY, name: 'maria' } as const;
const connection = {
  admin: {
    renewUser: ({ csr }: { csr: Buffer }, _metadata: unknown, _options: unknown, done: (error: unknown, answer?: object) => void) => {
      asked++;
      const answer = async (): Promise<object> => ({ certificate: (await authority.issue(await keyOfRequest(csr), NAME, 365)).certificate, ca: authority.der, addresses: [] });
      if (refuse) done(Object.assign(new Error('14 UNAVAILABLE: gone'), { code: 14, details: 'gone', metadata: { get: () => [] } }));
      else answer().then((value) => done(null, value), done);
      return { cancel: () => undefined };
    },
  },
} as unknown as Connection;

const stored = (): { certificate: string; key: string; addresses: string[] } => JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof stored>;

beforeAll(async () => {
  authority = await Authority.load(await createAuthority(REPOSITORY, systemClock), REPOSITORY, systemClock);
  const { key, csr } = await createKeyAndRequest();
  original = { certificate: toPem('CERTIFICATE', (await authority.issue(await keyOfRequest(csr), NAME, 365)).certificate), key };
});

beforeEach(() => {
  writeFileSync(file, JSON.stringify({ ...original, addresses: ['here:1'], ca: authority.pem, repositoryId: REPOSITORY }), { mode: 0o600 });
  asked = 0;
  refuse = false;
  warnings.length = 0;
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('is due when a third of the life is gone, and never again when all of it is', () => {
  for (const [days, due] of [[0, false], [120, false], [123, true], [364, true], [366, false]] as const) expect([days, isRenewalDue(original.certificate, now + days * DAY_MS)]).toEqual([days, due]);
});

it('leaves a young certificate alone', async () => {
  await renewIfDue(file, connection, now, warn);
  expect([asked, warnings, stored().certificate]).toEqual([0, [], original.certificate]);
});

it('replaces key and certificate together, keeps the rest, and says nothing', async () => {
  await renewIfDue(file, connection, late, warn);
  expect([asked, warnings]).toEqual([1, []]);
  const { certificate, key, addresses } = stored();
  expect(certificate).not.toBe(original.certificate);
  expect(new X509Certificate(certificate).publicKey.equals(createPublicKey(createPrivateKey(key)))).toBe(true);
  expect(addresses).toEqual(['here:1']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['admin.json']);
});

it('happens once, however many commands notice at the same time', async () => {
  await Promise.all(Array.from({ length: 5 }, () => renewIfDue(file, connection, late, warn)));
  const once = stored().certificate;
  expect(new X509Certificate(once).publicKey.equals(createPublicKey(createPrivateKey(stored().key)))).toBe(true);
  expect(asked).toBe(1);
});

it('warns, and leaves the old certificate, when the server refuses', async () => {
  refuse = true;
  await renewIfDue(file, connection, late, warn);
  expect(warnings).toEqual([expect.stringContaining('could not be renewed')]);
  expect(stored().certificate).toBe(original.certificate);
  expect(readdirSync(dir)).toEqual(['admin.json']);
});

it.skipIf(process.getuid?.() === 0)('asks for none that it could not store', async () => {
  chmodSync(dir, 0o500);
  try {
    await renewIfDue(file, connection, late, warn);
  } finally {
    chmodSync(dir, 0o700);
  }
  expect([asked, warnings.length]).toEqual([0, 1]);
});

it('warns of a file that is gone or spoilt', async () => {
  writeFileSync(file, '{');
  await renewIfDue(file, connection, late, warn);
  expect([asked, warnings.length]).toEqual([0, 1]);
});
