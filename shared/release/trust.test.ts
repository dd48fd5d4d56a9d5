import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FarvaultError } from '../errors/errors.js';
import { crashStates, emptyDisk } from '../fs/crash-states.js';
import { SimFs } from '../fs/sim-fs.js';
import { chooseTarget } from './choose.js';
import { changed, offerRoot, offerTargets, offerTimestamp } from './testing/attack.js';
import { metadataDirectory } from './testing/metadata-directory.js';
import { clockAt, DAY_MS, forge, MemoryStore, newKey, START_MS, TestRepository } from './testing/repository.js';
import { initialTrust, readTrust, refreshTrust } from './trust.js';
import { MAX_METADATA_BYTES, type MetadataStore, type TrustedRelease } from './types.js';

function storeOf(repo: TestRepository): MemoryStore {
  return new MemoryStore(new Map([['root.json', repo.firstRoot]]));
}

function refresh(store: MetadataStore, repo: TestRepository, files = repo.files): Promise<TrustedRelease> {
  return refreshTrust({ store, source: (name) => Promise.resolve(files.get(name) ?? null), clock: clockAt(repo.nowMs) });
}

const versions = ({ targets }: TrustedRelease): string[] => targets.map(({ version }) => version);

let scratch: string | undefined;
afterEach(async () => {
  if (scratch !== undefined) await rm(scratch, { recursive: true });
  scratch = undefined;
});

describe('a good repository', () => {
  it('is followed, with what it lists, its floor and when each file expires', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0', '1.2.0');
    const trusted = await refresh(storeOf(repo), repo);
    expect(versions(trusted)).toEqual(['1.1.0', '1.2.0']);
    expect(trusted.minimumVersion).toBe('1.0.0');
    expect(trusted.expiries).toEqual([
      { role: 'root', version: 1, expiresMs: START_MS + 365 * DAY_MS },
      { role: 'targets', version: 1, expiresMs: START_MS + 365 * DAY_MS },
      { role: 'snapshot', version: 1, expiresMs: START_MS + 7 * DAY_MS },
      { role: 'timestamp', version: 1, expiresMs: START_MS + 7 * DAY_MS },
    ]);
  });

  it('an unchanged one is asked for its next root and its timestamp only', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const store = storeOf(repo);
    await refresh(store, repo);
    const before = store.state();
    const asked: string[] = [];
    await refreshTrust({ store, source: (name) => (asked.push(name), repo.source(name, 0)), clock: clockAt(repo.nowMs) });
    expect(asked).toEqual(['2.root.json', 'timestamp.json']);
    expect(store.state()).toBe(before);
  });

  it('targets of other makers and of platforms that are not known here are left out', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const part = repo.part('1.targets.json') as { version: number; targets: Record<string, unknown> };
    const file = { length: 1, hashes: { sha256: 'ab'.repeat(32) } };
    part.targets['other.txt'] = file;
    part.targets['1.1.0/farvault-agent-1.1.0-linux-riscv64.tar.zst'] = { ...file, custom: { farvault: { version: '1.1.0', platform: 'linux-riscv64', channels: ['stable'], launcher: 1, later: true } } };
    const offer = offerTargets(repo, forge(part, ...repo.keys.targets));
    expect((await refresh(storeOf(repo), repo, offer)).targets.map(({ platform }) => platform)).toEqual(['linux-x64']);
  });

  it('a timestamp of the version that is trusted is not taken anew, whatever it says', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const store = storeOf(repo);
    await refresh(store, repo);
    const before = store.state();
    const other = offerTimestamp(repo, (signed) => ((signed.version = 1), (signed.expires = '2046-01-01T00:00:00Z')));
    await refresh(store, repo, other);
    expect(store.state()).toBe(before);
  });
});

describe('a first root', () => {
  it('of more than a mebibyte is not even looked at', () => {
    expect(() => initialTrust(Buffer.alloc(MAX_METADATA_BYTES + 1, 0x5b))).toThrow(/more than the 1048576 bytes/);
  });

  it('is verified against itself and has a fingerprint that signatures do not change', () => {
    const repo = new TestRepository();
    expect(initialTrust(repo.firstRoot)).toMatchObject({ version: 1, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    const short = JSON.parse(repo.firstRoot.toString()) as { signatures: unknown[] };
    short.signatures.pop();
    expect(() => initialTrust(Buffer.from(JSON.stringify(short)))).toThrow(/not signed as root 1 demands: root was signed by 1\/2 keys/);
  });
});

describe('replay (T11)', () => {
  it('each earlier state of the server is refused and changes nothing, also from the directory of an agent that was installed anew', async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'farvault-trust-'));
    const repo = new TestRepository();
    const store = metadataDirectory(scratch);
    await store.write('root.json', repo.firstRoot);
    const earlier: Map<string, Buffer>[] = [];
    for (const version of ['1.1.0', '1.2.0', '1.3.0', '1.4.0']) {
      repo.publish(version);
      earlier.push(repo.copy());
    }
    const trusted = await refresh(store, repo);
    const state = async (): Promise<(string | undefined)[]> => Promise.all(['root', 'timestamp', 'snapshot', 'targets'].map(async (name) => (await store.read(`${name}.json`))?.toString('hex')));
    const before = await state();
    for (const files of earlier.slice(0, -1)) {
      await expect(refresh(metadataDirectory(scratch), repo, files)).rejects.toMatchObject({ code: 'REFUSED', step: 'rollback' });
      expect(await state()).toEqual(before);
    }
    for (const version of ['1.1.0', '1.2.0', '1.3.0']) {
      expect(chooseTarget({ trusted, version, platform: 'linux-x64', channel: 'stable', launcher: 1, runningVersion: '1.0.0', highestProven: '1.4.0', bad: [] })).toMatchObject({ refused: 'older' });
    }
    expect(versions(await refresh(store, repo))).toContain('1.4.0');
  });

  it('older targets are refused even when a rotation of the server key made snapshot and timestamp start afresh', async () => {
    const repo = new TestRepository();
    const store = storeOf(repo);
    repo.publish('1.1.0');
    const old = repo.file('1.targets.json');
    repo.publish('1.2.0');
    await refresh(store, repo);
    repo.rotate({ server: [newKey()] });
    await expect(refresh(store, repo, offerTargets(repo, old, 1))).rejects.toMatchObject({ step: 'rollback' });
    expect(await store.read('targets.json')).toEqual(repo.file('2.targets.json'));
  });

  it('an older snapshot is refused even when the stored timestamp is lost', async () => {
    const repo = new TestRepository();
    const store = storeOf(repo);
    repo.publish('1.1.0');
    const old = repo.copy();
    repo.publish();
    await refresh(store, repo);
    store.files.delete('timestamp.json');
    const kept = store.state();
    await expect(refresh(store, repo, old)).rejects.toMatchObject({ step: 'rollback', file: '1.snapshot.json' });
    expect(store.state('timestamp.json')).toBe(kept);
  });

  it('targets of one version keep their content; another signature on them is no other content', async () => {
    const repo = new TestRepository(2);
    const store = storeOf(repo);
    repo.publish('1.1.0');
    await refresh(store, repo);
    const other = changed(repo.file('1.targets.json'), (signed) => (signed.expires = '2026-12-01T00:00:00Z'), ...repo.keys.targets);
    await expect(refresh(store, repo, offerTargets(repo, other))).rejects.toMatchObject({ step: 'rollback', message: expect.stringContaining('another content') as string });
    const again = changed(repo.file('1.targets.json'), () => undefined, ...repo.keys.targets, newKey());
    await refresh(store, repo, offerTargets(repo, again));
    expect(await store.read('targets.json')).toEqual(again);
  });
});

describe('keys that change (F55)', () => {
  it('an agent that was off for two years follows twenty roots, each with another key, to the newest release', async () => {
    const repo = new TestRepository();
    const store = storeOf(repo);
    repo.publish('1.1.0');
    await refresh(store, repo);
    for (let month = 1; month <= 20; month++) {
      repo.nowMs += 36 * DAY_MS;
      const root = [...repo.keys.root.slice(1), newKey()];
      repo.rotate({ root, ...(month % 4 === 0 ? { targets: [newKey()] } : {}), ...(month % 3 === 0 ? { server: [newKey()] } : {}) });
    }
    repo.publish('2.0.0');
    const trusted = await refresh(store, repo);
    expect(versions(trusted)).toContain('2.0.0');
    expect(trusted.expiries[0]).toMatchObject({ role: 'root', version: 21 });
  });

  it('more than sixty-four roots take more than one refresh', async () => {
    const repo = new TestRepository();
    const store = storeOf(repo);
    for (let count = 0; count < 70; count++) repo.rotate();
    repo.publish('1.1.0');
    await expect(refresh(store, repo)).rejects.toMatchObject({ code: 'UNAVAILABLE', step: 'chain', retryable: true });
    expect((await refresh(store, repo)).expiries[0].version).toBe(71);
  });

  it('a threshold that is lost: a root that the old keys cannot sign is refused, with what can be done', async () => {
    const repo = new TestRepository();
    const store = storeOf(repo);
    repo.publish('1.1.0');
    await refresh(store, repo);
    const lone = repo.keys.root[0];
    repo.keys.root = [lone, newKey(), newKey()];
    const before = store.state();
    await expect(refresh(store, repo, offerRoot(repo))).rejects.toMatchObject({ step: 'signatures', message: expect.stringContaining('1/2') as string, remedy: expect.stringMatching(/root keys of root 1.*installed anew/s) as string });
    expect(store.state()).toBe(before);
  });

  it.each(['timestamp', 'snapshot'])('a stolen server key that raised the version of %s to the highest is overcome by another key (fast-forward)', async (what) => {
    const repo = new TestRepository();
    const store = storeOf(repo);
    repo.publish('1.1.0');
    const [timestamp, highest] = [repo.versions.timestamp, 2 ** 31 - 1];
    const offer = what === 'timestamp' ? offerTimestamp(repo, (signed) => (signed.version = highest)) : offerTimestamp(repo, (signed) => (signed.meta = { 'snapshot.json': { version: highest } }));
    await refresh(store, repo, offer).catch(() => undefined);
    repo.versions.timestamp = timestamp + 1;
    repo.publish('1.2.0');
    await expect(refresh(store, repo)).rejects.toMatchObject({ step: 'rollback' });
    repo.rotate({ server: [newKey()] });
    expect(versions(await refresh(store, repo))).toContain('1.2.0');
  });

  it('another targets key starts the floor afresh, as does nothing else', async () => {
    const repo = new TestRepository();
    const store = storeOf(repo);
    repo.minimumVersion = '999.0.0';
    repo.publish('1.1.0');
    await refresh(store, repo);
    repo.minimumVersion = '1.0.0';
    repo.publish();
    await expect(refresh(store, repo)).rejects.toMatchObject({ step: 'floor' });
    repo.rotate({ targets: [newKey()] });
    expect((await refresh(store, repo)).minimumVersion).toBe('1.0.0');
  });
});

describe('cut off anywhere', () => {
  it('between any two changes of what is stored, the next refresh goes on', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const start = storeOf(repo);
    await refresh(start, repo);
    repo.rotate({ root: [...repo.keys.root.slice(1), newKey()] });
    repo.rotate({ server: [newKey()] });
    repo.publish('1.2.0');
    const whole = new MemoryStore(new Map(start.files));
    await refresh(whole, repo);
    let cuts = 0;
    for (let left = 0; ; left++) {
      const store = new MemoryStore(new Map(start.files));
      const cut = await refresh(cutAfter(store, left), repo).then(() => false, () => true);
      if (!cut) break;
      cuts++;
      expect(versions(await refresh(store, repo))).toContain('1.2.0');
      expect(store.state()).toBe(whole.state());
    }
    expect(cuts).toBe(7); // two roots, two removals, timestamp, snapshot, targets
  });

  it('after a loss of power at any point, the next refresh goes on from what the disk kept', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const disk = new SimFs();
    await metadataDirectory('/', disk).write('root.json', repo.firstRoot);
    await refresh(metadataDirectory('/', disk), repo);
    const from = disk.log.length;
    repo.rotate({ server: [newKey()] });
    repo.publish('1.2.0');
    await refresh(metadataDirectory('/', disk), repo);
    let states = 0;
    for (const { inodes } of crashStates(disk.log, emptyDisk(), { from })) {
      expect(versions(await refresh(metadataDirectory('/', new SimFs({}, inodes)), repo))).toContain('1.2.0');
      states++;
    }
    expect(states).toBeGreaterThan(50);
  });

  it('asked to stop, it stops before the next file', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const store = storeOf(repo);
    const before = store.state();
    const abort = new AbortController();
    abort.abort(new FarvaultError('CANCELLED', 'asked to stop'));
    await expect(refreshTrust({ store, source: repo.source, clock: clockAt(repo.nowMs), signal: abort.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(store.state()).toBe(before);
  });
});

/** A store whose process dies before its next change. */
function cutAfter(store: MemoryStore, changes: number): MetadataStore {
  let left = changes;
  const count = (): void => {
    if (left-- === 0) throw new Error('killed');
  };
  return {
    read: (name) => store.read(name),
    write: async (name, bytes) => (count(), store.write(name, bytes)),
    remove: async (name) => (count(), store.remove(name)),
  };
}

describe('what is stored', () => {
  it.each(['timestamp', 'snapshot', 'targets'])('a damaged %s is fetched anew', async (role) => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const store = storeOf(repo);
    await refresh(store, repo);
    const before = store.state();
    store.files.set(`${role}.json`, Buffer.from('{"half'));
    await refresh(store, repo);
    expect(store.state()).toBe(before);
  });

  it('a damaged root needs a hand, and says which', async () => {
    const repo = new TestRepository();
    const store = storeOf(repo);
    store.files.set('root.json', Buffer.from('{"half'));
    await expect(refresh(store, repo)).rejects.toMatchObject({ code: 'CORRUPT', step: 'stored', remedy: expect.stringContaining('Install the agent anew') as string });
    await expect(readTrust(store)).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(await readTrust(new MemoryStore())).toBeNull();
  });

  it('is told with its expiries when a frozen server has let it expire (T12), and updates go on when it thaws', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const store = storeOf(repo);
    const fresh = await refresh(store, repo);
    repo.nowMs += 8 * DAY_MS;
    await expect(refresh(store, repo)).rejects.toMatchObject({ step: 'expired', message: expect.stringMatching(/timestamp\.json: expired at 2026-03-08/) as string });
    expect(await readTrust(store)).toEqual(fresh);
    repo.publish('1.2.0');
    expect(versions(await refresh(store, repo))).toContain('1.2.0');
  });

  it('expires, too, when the server only says anew that it is the newest', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const store = storeOf(repo);
    await refresh(store, repo);
    repo.nowMs += 8 * DAY_MS;
    const later = '2027-06-01T00:00:00Z';
    const timestamp = offerTimestamp(repo, (signed) => (signed.expires = later));
    await expect(refresh(store, repo, timestamp)).rejects.toMatchObject({ step: 'expired', file: 'snapshot.json' });
    repo.nowMs += 365 * DAY_MS;
    repo.rotate();
    repo.serveTargets(repo.file('1.targets.json'));
    await expect(refresh(store, repo)).rejects.toMatchObject({ step: 'expired', file: 'targets.json' });
    repo.publish('1.2.0');
    expect(versions(await refresh(store, repo))).toContain('1.2.0');
  });

  it('names no targets where its files do not belong together, only when they expire', async () => {
    const repo = new TestRepository();
    repo.publish('1.1.0');
    const store = storeOf(repo);
    await refresh(store, repo);
    store.files.delete('snapshot.json');
    expect(await readTrust(store)).toMatchObject({ targets: [], minimumVersion: null, expiries: [{ role: 'root' }, { role: 'targets' }, { role: 'timestamp' }] });
  });
});
