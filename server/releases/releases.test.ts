// Releases at the server on real files: what it takes in, what it refuses, and that what it serves is what an agent trusts, at every moment.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { initialTrust, refreshTrust } from '../../shared/release/index.js';
import { MemoryStore } from '../../shared/release/testing/repository.js';
import type { TrustedRelease } from '../../shared/release/types.js';
import { ManualClock } from '../delivery/testing/receivers.js';
import { MemoryJournal } from '../fleet/testing.js';
import { ReleaseState, Releases, type ImportHead } from './index.js';
import { DAY_MS, newKey, testArchive, TestCeremony, type TestArchive } from './testing.js';

const HOUR_MS = 3_600_000;

let dataDir: string;
let clock: ManualClock;
let state: ReleaseState;
let journal: MemoryJournal;
let releases: Releases;
let ceremony: TestCeremony;
let warnings: string[];
let freeBytes: number;

/** A server of the directory. `journalled`: what its journal knows; default: nothing yet. */
async function open(journalled?: unknown): Promise<void> {
  state = new ReleaseState();
  if (journalled !== undefined) state.load(journalled);
  journal = new MemoryJournal(state, clock);
  releases = new Releases({
    dataDir,
    state,
    journal,
    admitFile: (bytes) => (bytes <= freeBytes ? Promise.resolve() : Promise.reject(new FarvaultError('NO_SPACE', 'full'))),
    clock,
    log: (level, message) => void (level === 'warn' && warnings.push(message)),
  });
  await releases.open();
}

const restart = (): Promise<void> => open(JSON.parse(JSON.stringify(state.save())));

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'fv-releases-'));
  mkdirSync(path.join(dataDir, 'pki'), { mode: 0o700 });
  clock = new ManualClock();
  warnings = [];
  freeBytes = 1 << 30;
  await open();
  ceremony = new TestCeremony(() => clock.now(), await releases.serverKey());
});

afterEach(async () => {
  await releases.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function headOf(kind: ImportHead['kind'], bytes: Buffer): ImportHead {
  return { kind, name: kind, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function* inParts(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    await new Promise((resolve) => setImmediate(resolve));
    yield bytes.subarray(at, at + 65_536);
  }
}

const bring = (kind: ImportHead['kind'], bytes: Buffer): Promise<string> => releases.import(headOf(kind, bytes), inParts(bytes));

async function publish(version: number, archives: TestArchive[], options = {}): Promise<void> {
  for (const { bytes } of archives) await bring('archive', bytes);
  await bring('targets', ceremony.targets(version, archives, options));
}

async function served(name: string): Promise<Buffer | null> {
  try {
    return await releases.metadata(name);
  } catch (error) {
    if (isFarvaultError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}

/** What an agent with this store makes of the server. */
const trust = (store: MemoryStore): Promise<TrustedRelease> => refreshTrust({ store, source: served, clock });
const installed = (root: Buffer): MemoryStore => new MemoryStore(new Map([['root.json', root]]));
/** Whatever the server has begun by itself is done. */
const settled = async (): Promise<void> => void (await releases.serverKey());
const archives = (): string[] => readdirSync(path.join(dataDir, 'releases/archives')).sort();

describe('imports', () => {
  it('a root, archives and targets: an agent trusts them, and gets the archives', async () => {
    const root = ceremony.root(1);
    expect(await bring('root', root)).toContain(initialTrust(root).fingerprint);
    const [x64, arm64] = [testArchive('1.2.0'), testArchive('1.2.0', 'linux-arm64')];
    await publish(1, [x64, arm64], { minimumVersion: '1.0.0' });
    const trusted = await trust(installed(root));
    expect(trusted.targets.map((target) => target.path).sort()).toEqual([x64.path, arm64.path].sort());
    expect(trusted.minimumVersion).toBe('1.0.0');
    expect(releases.expiries()).toEqual(expect.arrayContaining(trusted.expiries));
    const { file, bytes } = await releases.openArchive(arm64.sha256);
    const read = Buffer.alloc(bytes);
    await file.read(read, 0);
    await file.close();
    expect(read.equals(arm64.bytes)).toBe(true);
    expect(statSync(path.join(dataDir, 'pki/releases.key')).mode & 0o777).toBe(0o600);
    expect(journal.records.map(({ body }) => body.kind)).toEqual(['release.key-made', 'release.root-imported', 'release.archive-imported', 'release.archive-imported', 'release.targets-imported']);
  });

  it('all of it again: it is there already, and nothing is journalled', async () => {
    const [root, archive] = [ceremony.root(1), testArchive('1.2.0')];
    await bring('root', root);
    await publish(1, [archive]);
    const targets = await releases.metadata('1.targets.json');
    const count = journal.records.length;
    for (const [kind, bytes] of [['root', root], ['archive', archive.bytes], ['targets', targets]] as const) expect(await bring(kind, bytes)).toContain('there already');
    expect(journal.records).toHaveLength(count);
  });

  it('the next root, and one that replaces the key of targets: agents wait for targets signed anew', async () => {
    await bring('root', ceremony.root(1));
    await publish(1, [testArchive('1.2.0')]);
    const store = installed(await releases.metadata('1.root.json'));
    await trust(store);
    ceremony.targetsKey = newKey();
    expect(await bring('root', ceremony.root(2))).toContain('does not stand for the targets');
    await expect(trust(store)).rejects.toMatchObject({ step: 'signatures' });
    await publish(2, [testArchive('1.3.0')]);
    expect((await trust(store)).targets.map(({ version }) => version)).toEqual(['1.3.0']);
  });

  it.each<[string, () => Promise<unknown>, object]>([
    ['targets without a root', () => bring('targets', ceremony.targets(1, [])), { code: 'REFUSED' }],
    ['a root that lacks a signature', () => bring('root', ceremony.root(1, { signers: 1 })), { step: 'signatures' }],
    ['a root with the key of another server', () => bring('root', ceremony.root(1, { serverKeys: [newKey().public] })), { code: 'REFUSED', message: expect.stringContaining("does not let this server's key sign") as string }],
    ['a root that wants two keys for the timestamp', () => bring('root', ceremony.root(1, { serverKeys: [newKey().public, newKey().public], threshold: 2 })), { code: 'REFUSED' }],
    ['bytes that are no metadata', () => bring('root', Buffer.from('{"signed":')), { code: 'INVALID' }],
    ['a huge head', () => releases.import({ kind: 'targets', name: 't', bytes: 2 ** 40, sha256: 'a' }, inParts(Buffer.alloc(1))), { code: 'INVALID' }],
    ['an archive beyond the bound', () => releases.import({ kind: 'archive', name: 'a', bytes: 2 ** 29, sha256: 'a'.repeat(64) }, inParts(Buffer.alloc(1))), { code: 'INVALID' }],
    ['an empty archive', () => bring('archive', Buffer.alloc(0)), { code: 'INVALID' }],
  ])('refused: %s', async (_what, attempt, error) => {
    await expect(attempt()).rejects.toMatchObject(error);
    expect(releases.expiries()).toEqual([]);
  });

  it.each<[string, (archive: TestArchive) => Promise<unknown>, object]>([
    ['signed with another key', (archive) => bring('targets', ceremony.targets(2, [archive], { key: newKey() })), { step: 'signatures' }],
    ['of the version that is there, with another content', () => bring('targets', ceremony.targets(1, [])), { step: 'rollback' }],
    ['expired', (archive) => bring('targets', ceremony.targets(2, [archive], { days: -1 })), { step: 'expired' }],
    ['with a lower floor', (archive) => bring('targets', ceremony.targets(2, [archive], { minimumVersion: '0.9.0' })), { step: 'floor' }],
    ['that list an archive which is not here', (archive) => bring('targets', ceremony.targets(2, [archive, testArchive('1.3.0')], { minimumVersion: '1.0.0' })), { code: 'REFUSED', message: expect.stringContaining('1.3.0/farvault-agent-1.3.0-linux-x64.tar.zst') as string }],
    ['that list an archive with another length', (archive) => bring('targets', ceremony.targets(2, [{ ...archive, release: { ...archive.release, bytes: 7 } }], { minimumVersion: '1.0.0' })), { code: 'REFUSED' }],
    ['whose archive has rotted on disk', async (archive) => {
      writeFileSync(path.join(dataDir, 'releases/archives', archive.sha256), Buffer.alloc(archive.bytes.length));
      await bring('targets', ceremony.targets(2, [archive], { minimumVersion: '1.0.0' }));
    }, { code: 'REFUSED' }],
  ])('refused: targets %s; what was there stays in force', async (_what, attempt, error) => {
    const archive = testArchive('1.2.0');
    await bring('root', ceremony.root(1));
    await publish(1, [archive], { minimumVersion: '1.0.0' });
    const store = installed(await releases.metadata('1.root.json'));
    const before = await trust(store);
    await expect(attempt(archive)).rejects.toMatchObject(error);
    expect(await trust(store)).toEqual(before);
    expect(readdirSync(path.join(dataDir, 'releases')).filter((name) => name.includes('targets'))).toEqual(['1.targets.json']);
  });

  it('refused: a root that skips one, and another one of a version that is there', async () => {
    await bring('root', ceremony.root(1));
    await expect(bring('root', ceremony.root(3))).rejects.toMatchObject({ step: 'version' });
    await expect(bring('root', ceremony.root(1, { signers: 3 }))).rejects.toMatchObject({ step: 'rollback' });
  });

  it('an archive that is cut short, longer, or another than announced leaves nothing behind', async () => {
    const { bytes } = testArchive('1.2.0');
    const head = headOf('archive', bytes);
    const other = Buffer.from(bytes);
    other[1000] ^= 1;
    for (const sent of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from('x')]), other]) await expect(releases.import(head, inParts(sent))).rejects.toMatchObject({ code: 'INVALID' });
    const gone = async function* (): AsyncGenerator<Buffer> {
      yield* inParts(bytes.subarray(0, 100_000));
      throw new FarvaultError('CANCELLED', 'the line is gone');
    };
    await expect(releases.import(head, gone())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(archives()).toEqual([]);
  });

  it('two at once: one is refused, and the other does not notice', async () => {
    const { bytes } = testArchive('1.2.0');
    const first = bring('archive', bytes);
    await expect(bring('archive', testArchive('1.3.0').bytes)).rejects.toMatchObject({ code: 'CONFLICT', retryable: true });
    expect(await first).toContain('taken');
  });

  it('no more archives than may wait for targets, and none for which the disk has no room', async () => {
    freeBytes = 1000;
    await expect(bring('archive', testArchive('1.2.0').bytes)).rejects.toMatchObject({ code: 'NO_SPACE' });
    freeBytes = 1 << 30;
    for (let i = 0; i < 64; i++) await bring('archive', testArchive('1.2.0', 'linux-x64', 10).bytes);
    await expect(bring('archive', testArchive('1.2.0', 'linux-x64', 10).bytes)).rejects.toMatchObject({ code: 'NO_SPACE' });
    expect(archives()).toHaveLength(64);
  });
});

describe('what agents may read', () => {
  it.each(['../pki/releases.key', '01.root.json', '0.root.json', '1.root.json.tmp', 'root.json', 'archives', '1.ROOT.json', '99999999999.root.json', '', 'timestamp.json\0'])('not %j', async (name) => {
    await expect(releases.metadata(name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('neither an archive that no targets list, nor metadata that was written and not taken', async () => {
    await bring('root', ceremony.root(1));
    const archive = testArchive('1.2.0');
    await bring('archive', archive.bytes);
    writeFileSync(path.join(dataDir, 'releases/2.root.json'), ceremony.root(2));
    writeFileSync(path.join(dataDir, 'releases/1.targets.json'), ceremony.targets(1, [archive]));
    for (const attempt of [releases.openArchive(archive.sha256), releases.openArchive('../../pki/releases.key'), releases.metadata('2.root.json'), releases.metadata('1.targets.json')]) await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('an archive that newer targets leave out goes; one that waits for targets goes after a day', async () => {
    await bring('root', ceremony.root(1));
    const [old, next, waiting] = [testArchive('1.2.0'), testArchive('1.3.0'), testArchive('1.4.0')];
    await publish(1, [old]);
    await bring('archive', waiting.bytes);
    await publish(2, [next]);
    await expect(releases.openArchive(old.sha256)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(archives()).toEqual([next.sha256, waiting.sha256].sort());
    releases.start();
    await clock.pass(26 * HOUR_MS, HOUR_MS);
    await settled();
    expect(archives()).toEqual([next.sha256]);
  });
});

describe('time', () => {
  it('snapshot and timestamp are made anew each day; an agent can always follow', async () => {
    await bring('root', ceremony.root(1));
    await publish(1, [testArchive('1.2.0')]);
    const store = installed(await releases.metadata('1.root.json'));
    releases.start();
    let before = (await trust(store)).expiries.find(({ role }) => role === 'timestamp')!.version;
    for (let day = 0; day < 10; day++) {
      await clock.pass(DAY_MS + 2 * HOUR_MS, HOUR_MS);
      await settled();
      const timestamp = (await trust(store)).expiries.find(({ role }) => role === 'timestamp')!;
      expect(timestamp.expiresMs - clock.now()).toBeGreaterThan(5.9 * DAY_MS);
      expect(timestamp.version).toBeGreaterThan(before);
      before = timestamp.version;
    }
    expect(readdirSync(path.join(dataDir, 'releases')).filter((name) => name.includes('snapshot')).length).toBeLessThanOrEqual(4);
    expect(warnings).toEqual([]);
  });

  it('forgotten when too many root keys are lost: another ceremony begins, and agents of the one before go neither on nor back', async () => {
    await expect(releases.forget()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await bring('root', ceremony.root(1));
    await publish(1, [testArchive('1.2.0')]);
    const store = installed(await releases.metadata('1.root.json'));
    await trust(store);
    const folder = path.join(dataDir, 'releases');
    // Killed before it was journalled: it is done again.
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) rmSync(path.join(folder, name));
    await restart();
    await releases.forget();
    await restart();
    expect([releases.list(), readdirSync(folder), readdirSync(path.join(folder, 'archives'))]).toEqual([{ targets: [], minimumVersion: null, expiries: [], rootFingerprint: '' }, ['archives'], []]);
    clock.step(HOUR_MS);
    const next = new TestCeremony(() => clock.now(), await releases.serverKey());
    await bring('root', next.root(1));
    const archive = testArchive('1.3.0');
    await bring('archive', archive.bytes);
    for (const version of [1, 2]) {
      await bring('targets', next.targets(version, [archive]));
      await expect(trust(store)).rejects.toMatchObject({ code: 'REFUSED' });
    }
    expect((await trust(installed(await releases.metadata('1.root.json')))).targets).toHaveLength(1);
  });

  it('after a fortnight of standing still a start signs at once', async () => {
    await bring('root', ceremony.root(1));
    await publish(1, [testArchive('1.2.0')]);
    const store = installed(await releases.metadata('1.root.json'));
    clock.step(14 * DAY_MS);
    await expect(trust(store)).rejects.toMatchObject({ step: 'expired' });
    await restart();
    releases.start();
    await clock.pass(1);
    await settled();
    expect((await trust(store)).targets).toHaveLength(1);
  });

  it('a data directory that was put back to an earlier state is followed, with higher versions than it knew', async () => {
    await bring('root', ceremony.root(1));
    await publish(1, [testArchive('1.2.0')]);
    const saved = JSON.parse(JSON.stringify(state.save())) as unknown;
    const folder = path.join(dataDir, 'releases');
    const files = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => [name, readFileSync(path.join(folder, name))] as const);
    releases.start();
    await clock.pass(3 * DAY_MS, HOUR_MS);
    const store = installed(await releases.metadata('1.root.json'));
    const seen = await trust(store);
    await releases.stop();
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) rmSync(path.join(folder, name));
    for (const [name, bytes] of files) writeFileSync(path.join(folder, name), bytes);
    await clock.pass(HOUR_MS);
    await open(saved);
    releases.start();
    await clock.pass(1);
    await settled();
    expect((await trust(store)).expiries.find(({ role }) => role === 'timestamp')!.version).toBeGreaterThan(seen.expiries.find(({ role }) => role === 'timestamp')!.version);
  });

  it('a clock that was far ahead leaves no timestamp of the far future', async () => {
    await bring('root', ceremony.root(1));
    clock.step(100 * DAY_MS);
    await publish(1, [testArchive('1.2.0')]);
    clock.step(-100 * DAY_MS);
    const store = installed(await releases.metadata('1.root.json'));
    const ahead = await trust(store);
    releases.start();
    await clock.pass(1);
    await settled();
    const now = await trust(store);
    const [was, is] = [ahead, now].map(({ expiries }) => expiries.find(({ role }) => role === 'timestamp')!);
    expect(is.version).toBeGreaterThan(was.version);
    expect(is.expiresMs).toBeLessThan(clock.now() + 8 * DAY_MS);
  });

  it('without its key the server goes on, says so each hour, and takes the root that names the next one', async () => {
    await bring('root', ceremony.root(1));
    await publish(1, [testArchive('1.2.0')]);
    const store = installed(await releases.metadata('1.root.json'));
    await trust(store);
    rmSync(path.join(dataDir, 'pki/releases.key'));
    await restart();
    releases.start();
    await clock.pass(26 * HOUR_MS, HOUR_MS);
    await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(1));
    expect(warnings.join()).toContain("does not let this server's key sign");
    expect((await trust(store)).targets).toHaveLength(1);
    const { rootKeys, targetsKey } = ceremony;
    ceremony = new TestCeremony(() => clock.now(), await releases.serverKey());
    Object.assign(ceremony, { rootKeys, targetsKey });
    await bring('root', ceremony.root(2));
    expect((await trust(store)).expiries.find(({ role }) => role === 'root')!.version).toBe(2);
  });
});

describe('a start', () => {
  it('keeps all, and clears away what an import that was cut off left behind', async () => {
    await bring('root', ceremony.root(1));
    const archive = testArchive('1.2.0');
    await publish(1, [archive]);
    const list = releases.list();
    for (const name of ['releases/timestamp.json.tmp', 'releases/archives/x.tmp', `releases/archives/${'a'.repeat(64)}`]) writeFileSync(path.join(dataDir, name), 'x');
    await restart();
    expect(releases.list()).toEqual(list);
    expect(archives()).toEqual([archive.sha256]);
    expect(existsSync(path.join(dataDir, 'releases/timestamp.json.tmp'))).toBe(false);
  });

  it('without a journal takes what lies on the disk, if it holds; what is missing can be imported again', async () => {
    await bring('root', ceremony.root(1));
    const archive = testArchive('1.2.0');
    await publish(1, [archive]);
    const store = installed(await releases.metadata('1.root.json'));
    await trust(store);
    await open();
    expect(releases.list().targets.map(({ sha256 }) => sha256)).toEqual([archive.sha256]);
    expect((await trust(store)).targets).toHaveLength(1);

    rmSync(path.join(dataDir, 'releases/archives', archive.sha256));
    await open();
    expect(warnings.join()).toContain(archive.path);
    await publish(1, [archive]);
    expect((await trust(store)).targets).toHaveLength(1);

    writeFileSync(path.join(dataDir, 'releases/1.root.json'), 'x');
    await open();
    expect(releases.list().targets).toEqual([]);
  });

  it('with damaged metadata goes on, and takes the same file again', async () => {
    const root = ceremony.root(1);
    await bring('root', root);
    await publish(1, [testArchive('1.2.0')]);
    const signed = await releases.metadata('1.targets.json');
    for (const name of ['1.root.json', '1.targets.json', 'timestamp.json']) writeFileSync(path.join(dataDir, 'releases', name), '{}');
    await restart();
    await expect(bring('root', ceremony.root(2))).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(await bring('root', root)).toContain('Import it again: backupctl release import 1.targets.json');
    await bring('targets', signed);
    expect((await trust(installed(root))).targets).toHaveLength(1);
  });
});
