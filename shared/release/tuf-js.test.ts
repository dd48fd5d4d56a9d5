// The maintained client, tuf-js, over HTTP: what we make is TUF, not only what we take for it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Updater } from 'tuf-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releasePath } from './release-targets.js';
import { offerChangedTargets, offerRoot, type Offer } from './testing/attack.js';
import { clockAt, MemoryStore, newKey, TestRepository } from './testing/repository.js';
import { refreshTrust } from './trust.js';

let repo: TestRepository;
let offer: Offer;
let server: Server;
let scratch: string;

beforeEach(async () => {
  repo = new TestRepository(2);
  repo.nowMs = Date.now();
  repo.rotate();
  scratch = await mkdtemp(path.join(os.tmpdir(), 'farvault-tuf-js-'));
  await writeFile(path.join(scratch, 'root.json'), repo.firstRoot);
  server = createServer((request, response) => {
    const bytes = offer.get((request.url ?? '').slice(1));
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(scratch, { recursive: true });
});

/** A client that starts from what it stored before. */
function client(): Updater {
  return new Updater({ metadataDir: scratch, metadataBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, config: { fetchRetries: 0 } });
}

describe('tuf-js', () => {
  it('follows our roots, rotations, releases, and finds in a target what we find', async () => {
    repo.publish('1.1.0');
    offer = repo.files;
    await client().refresh();
    for (let count = 0; count < 3; count++) repo.rotate({ root: [...repo.keys.root.slice(1), newKey()], targets: [newKey(), newKey()], server: [newKey()] });
    repo.publish('1.2.0');
    const updater = client();
    await updater.refresh();
    const trusted = await refreshTrust({ store: new MemoryStore(new Map([['root.json', repo.firstRoot]])), source: repo.source, clock: clockAt(repo.nowMs) });
    expect(trusted.targets).toHaveLength(2);
    for (const { path: target, bytes, sha256, version, platform, channels, launcher } of trusted.targets) {
      expect(target).toBe(releasePath(version, platform));
      const found = await updater.getTargetInfo(target);
      expect(found).toMatchObject({ length: bytes, hashes: { sha256 } });
      expect(found?.custom).toEqual({ farvault: { version, platform, channels, launcher } });
    }
  });

  it.each<[string, (repo: TestRepository) => Offer]>([
    ['one of two signatures on targets', () => offerChangedTargets(repo, () => undefined, repo.keys.targets.slice(0, 1))],
    ['a root that the one before has not signed', () => offerRoot(repo, undefined, [newKey(), newKey()])],
  ])('refuses what we refuse: %s', async (_name, attack) => {
    repo.publish('1.1.0');
    offer = attack(repo);
    await expect(client().refresh()).rejects.toThrow(/was signed by [01]\/2 keys/);
    await expect(refreshTrust({ store: new MemoryStore(new Map([['root.json', repo.firstRoot]])), source: (name) => Promise.resolve(offer.get(name) ?? null), clock: clockAt(repo.nowMs) })).rejects.toMatchObject({ step: 'signatures' });
  });
});
