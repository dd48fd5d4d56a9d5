// The detailed client workflow of the TUF specification 1.0.31, section 5, as a table: what each step refuses, and what is stored then.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../errors/errors.js';
import { keyIdOf } from './metadata-shape.js';
import { changed, listed, offerChangedSnapshot, offerChangedTargets, offerRoot, offerSnapshot, offerTargets, offerTimestamp, type Offer } from './testing/attack.js';
import { clockAt, DAY_MS, MemoryStore, newKey, START_MS, TestRepository, type Json } from './testing/repository.js';
import type { TrustError, TrustStep } from './trust-error.js';
import { refreshTrust } from './trust.js';
import { MAX_METADATA_BYTES } from './types.js';

interface Case {
  step: string;
  name: string;
  /** What the server offers. */
  attack: (repo: TestRepository) => Offer;
  refused: TrustStep;
  code?: ErrorCode;
  /** Stored files that earlier, good steps replaced; all others keep their bytes. */
  advances?: string[];
}

const PAST = '2026-02-28T00:00:00Z';

const json = (value: unknown): Json => value as Json;
const roleOf = (signed: Json, name: string): Json => json(json(signed.roles)[name]);
const rename = (offer: Offer, name: string, bytes: Buffer): Offer => new Map(offer).set(name, bytes);
const without = (offer: Offer, name: string): Offer => new Map([...offer].filter(([other]) => other !== name));
const setKey = (signed: Json, key: unknown, id = keyIdOf(key)): void => {
  json(signed.keys)[id] = key;
  (roleOf(signed, 'root').keyids as string[])[2] = id;
};

const ROOT: Case[] = [
  { step: '5.3.3', name: 'a root without an end', attack: (repo) => offerRoot(repo).set('2.root.json', Buffer.alloc(MAX_METADATA_BYTES + 1, 0x20)), refused: 'hash' },
  { step: '5.3.4', name: 'signed by the old threshold only', attack: (repo) => newRootKeys(repo, 'old'), refused: 'signatures' },
  { step: '5.3.4', name: 'signed by the new threshold only', attack: (repo) => newRootKeys(repo, 'new'), refused: 'signatures' },
  { step: '5.3.4', name: 'one of two signatures', attack: (repo) => offerRoot(repo, undefined, repo.keys.root.slice(0, 1)), refused: 'signatures' },
  { step: '5.3.4', name: 'no signature', attack: (repo) => offerRoot(repo, undefined, []), refused: 'signatures' },
  { step: '5.3.4', name: 'one key signs twice', attack: (repo) => offerRoot(repo, undefined, [repo.keys.root[0], repo.keys.root[0]]), refused: 'format', code: 'INVALID' },
  { step: '5.3.4', name: 'a threshold of one, given by itself', attack: (repo) => offerRoot(repo, (signed) => (roleOf(signed, 'root').threshold = 1), repo.keys.root.slice(0, 1)), refused: 'signatures' },
  { step: '5.3.4', name: 'unknown keys sign', attack: (repo) => offerRoot(repo, undefined, [newKey(), newKey()]), refused: 'signatures' },
  { step: '5.3.4', name: 'the keys of targets and server sign', attack: (repo) => offerRoot(repo, undefined, [...repo.keys.targets, ...repo.keys.server]), refused: 'signatures' },
  { step: '5.3.4', name: 'changed after it was signed', attack: (repo) => tamper(offerRoot(repo), '2.root.json', (signed) => (signed.expires = '2046-01-01T00:00:00Z')), refused: 'signatures' },
  { step: '5.3.4', name: 'one good signature and one that is not', attack: (repo) => spoilSignature(offerRoot(repo), '2.root.json'), refused: 'signatures' },
  { step: '5.3.5', name: 'a version is skipped', attack: (repo) => offerRoot(repo, (signed) => (signed.version = 3)), refused: 'version' },
  { step: '5.3.5', name: 'the root that is trusted, once more', attack: (repo) => repo.copy().set('2.root.json', repo.firstRoot), refused: 'version' },
  { step: '5.3.5', name: 'version 0', attack: (repo) => offerRoot(repo, (signed) => (signed.version = 0)), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'metadata of another role', attack: (repo) => repo.copy().set('2.root.json', repo.file('timestamp.json')), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'a threshold of 0', attack: (repo) => offerRoot(repo, (signed) => (roleOf(signed, 'targets').threshold = 0)), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'a threshold that its keys cannot reach', attack: (repo) => offerRoot(repo, (signed) => (roleOf(signed, 'targets').threshold = 3)), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'a role is missing', attack: (repo) => offerRoot(repo, (signed) => delete json(signed.roles).timestamp), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'a role names a key that is not there', attack: (repo) => offerRoot(repo, (signed) => (roleOf(signed, 'targets').keyids = ['ab'.repeat(32)])), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'a role without keys', attack: (repo) => offerRoot(repo, (signed) => (roleOf(signed, 'targets').keyids = [])), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'a role names one key twice', attack: (repo) => offerRoot(repo, (signed) => (roleOf(signed, 'root').keyids = [repo.keys.root[0].public.keyid, repo.keys.root[0].public.keyid])), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'one key under two ids', attack: (repo) => offerRoot(repo, (signed) => setKey(signed, repo.keys.root[0].public.key, 'cd'.repeat(32))), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'a key of another scheme', attack: (repo) => offerRoot(repo, (signed) => setKey(signed, { ...newKey().public.key, scheme: 'rsassa-pss-sha256' })), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'a key with more than a key has', attack: (repo) => offerRoot(repo, (signed) => setKey(signed, { ...repo.keys.root[0].public.key, note: '1' })), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'no consistent snapshots', attack: (repo) => offerRoot(repo, (signed) => (signed.consistent_snapshot = false)), refused: 'format', code: 'INVALID' },
  { step: '5.3', name: 'another major version of the specification', attack: (repo) => offerRoot(repo, (signed) => (signed.spec_version = '2.0.0')), refused: 'format', code: 'INVALID' },
  { step: '5.3.8', name: 'the second of two new roots is forged', attack: (repo) => (repo.rotate(), offerRoot(repo, undefined, repo.keys.root.slice(0, 1))), refused: 'signatures', advances: ['root.json'] },
  { step: '5.3.10', name: 'the last root of the chain has expired', attack: (repo) => (repo.rotate({}, START_MS - DAY_MS), repo.copy()), refused: 'expired', advances: ['root.json'] },
];

const TIMESTAMP: Case[] = [
  { step: '5.4.1', name: 'there is none', attack: (repo) => without(repo.copy(), 'timestamp.json'), refused: 'missing', code: 'UNAVAILABLE' },
  { step: '5.4.1', name: 'without an end', attack: (repo) => rename(repo.copy(), 'timestamp.json', Buffer.alloc(MAX_METADATA_BYTES + 1)), refused: 'hash' },
  { step: '5.4.2', name: 'signed by the targets key', attack: (repo) => offerTimestamp(repo, () => undefined, repo.keys.targets), refused: 'signatures' },
  { step: '5.4.2', name: 'signed by nobody', attack: (repo) => offerTimestamp(repo, () => undefined, []), refused: 'signatures' },
  { step: '5.4.2', name: 'signed by the server key before the rotation', attack: oldServerKey, refused: 'signatures', advances: ['root.json', 'timestamp.json', 'snapshot.json'] },
  { step: '5.4.2', name: 'changed after it was signed', attack: (repo) => tamper(repo.copy(), 'timestamp.json', (signed) => (signed.expires = '2046-01-01T00:00:00Z')), refused: 'signatures' },
  { step: '5.4.3.1', name: 'an older one, once more', attack: (repo) => (repo.publish(), repo.copy()).set('timestamp.json', changed(repo.file('timestamp.json'), (signed) => (signed.version = 1), ...repo.keys.server)), refused: 'rollback' },
  { step: '5.4.3.2', name: 'a newer one that names an older snapshot', attack: (repo) => offerTimestamp(repo, (signed) => (signed.meta = { 'snapshot.json': { version: 1 } })), refused: 'rollback' },
  { step: '5.4.4', name: 'expired', attack: (repo) => offerTimestamp(repo, (signed) => (signed.expires = PAST)), refused: 'expired' },
  { step: '5.4.4', name: 'expires at this very second', attack: (repo) => offerTimestamp(repo, (signed) => (signed.expires = '2026-03-02T00:00:00Z')), refused: 'expired' },
  { step: '5.4', name: 'names no snapshot', attack: (repo) => offerTimestamp(repo, (signed) => (signed.meta = {})), refused: 'format', code: 'INVALID' },
  { step: '5.4', name: 'names more than the snapshot', attack: (repo) => offerTimestamp(repo, (signed) => (json(signed.meta)['targets.json'] = { version: 1 })), refused: 'format', code: 'INVALID' },
  { step: '5.4', name: 'a version beyond all counting', attack: (repo) => offerTimestamp(repo, (signed) => (signed.version = 2 ** 53)), refused: 'format', code: 'INVALID' },
  { step: '5.4', name: 'a hash of another kind', attack: (repo) => offerTimestamp(repo, (signed) => (signed.meta = { 'snapshot.json': { version: 3, hashes: { md5: 'ab'.repeat(16) } } })), refused: 'format', code: 'INVALID' },
  { step: '5.4', name: 'a day that there is not', attack: (repo) => offerTimestamp(repo, (signed) => (signed.expires = '2026-02-30T00:00:00Z')), refused: 'format', code: 'INVALID' },
];

const AFTER_TIMESTAMP = ['timestamp.json'];

const SNAPSHOT: Case[] = [
  { step: '5.5.1', name: 'there is none', attack: (repo) => without(repo.copy(), repo.newest('snapshot')), refused: 'missing', code: 'UNAVAILABLE', advances: AFTER_TIMESTAMP },
  { step: '5.5.2', name: 'another hash', attack: (repo) => offerSnapshot(repo, (version) => snapshotOf(repo, version), (bytes, version) => ({ ...listed(bytes, version), hashes: { sha256: 'ab'.repeat(32) } })), refused: 'hash', advances: AFTER_TIMESTAMP },
  { step: '5.5.2', name: 'longer than it is listed', attack: (repo) => offerSnapshot(repo, (version) => snapshotOf(repo, version), (bytes, version) => ({ ...listed(bytes, version), length: bytes.length - 1 })), refused: 'hash', advances: AFTER_TIMESTAMP },
  { step: '5.5.2', name: 'cut short', attack: (repo) => rename(repo.copy(), repo.newest('snapshot'), repo.file(repo.newest('snapshot')).subarray(0, -1)), refused: 'hash', advances: AFTER_TIMESTAMP },
  { step: '5.5.2', name: 'an earlier one under the new name (mix and match)', attack: (repo) => rename(repo.copy(), repo.newest('snapshot'), repo.file('1.snapshot.json')), refused: 'hash', advances: AFTER_TIMESTAMP },
  { step: '5.5.3', name: 'signed by the targets key', attack: (repo) => offerChangedSnapshot(repo, () => undefined, repo.keys.targets), refused: 'signatures', advances: AFTER_TIMESTAMP },
  { step: '5.5.4', name: 'another version than timestamp says', attack: (repo) => offerChangedSnapshot(repo, (signed) => (signed.version = 77)), refused: 'version', advances: AFTER_TIMESTAMP },
  { step: '5.5.5', name: 'names older targets', attack: (repo) => (repo.publish(), offerOlderTargets(repo)), refused: 'rollback', advances: AFTER_TIMESTAMP },
  { step: '5.5.5', name: 'targets are gone from it', attack: (repo) => offerChangedSnapshot(repo, (signed) => (signed.meta = {})), refused: 'format', code: 'INVALID', advances: AFTER_TIMESTAMP },
  { step: '5.5.6', name: 'expired', attack: (repo) => offerChangedSnapshot(repo, (signed) => (signed.expires = PAST)), refused: 'expired', advances: AFTER_TIMESTAMP },
  { step: '5.5', name: 'a role of delegated targets', attack: (repo) => offerChangedSnapshot(repo, (signed) => (json(signed.meta)['other.json'] = { version: 1 })), refused: 'format', code: 'INVALID', advances: AFTER_TIMESTAMP },
];

const AFTER_SNAPSHOT = ['timestamp.json', 'snapshot.json'];

const TARGETS_REFUSED: Omit<Case, 'advances'>[] = [
  { step: '5.6.1', name: 'there are none', attack: (repo) => without(repo.copy(), repo.newest('targets')), refused: 'missing', code: 'UNAVAILABLE' },
  { step: '5.6.2', name: 'another hash', attack: (repo) => rename(repo.copy(), repo.newest('targets'), changed(repo.file(repo.newest('targets')), () => undefined, ...repo.keys.server)), refused: 'hash' },
  { step: '5.6.2', name: 'more bytes than listed', attack: (repo) => rename(repo.copy(), repo.newest('targets'), Buffer.concat([repo.file(repo.newest('targets')), Buffer.from(' ')])), refused: 'hash' },
  { step: '5.6.3', name: 'signed by the server, which has been taken over', attack: (repo) => offerChangedTargets(repo, (signed) => (signed.targets = {}), repo.keys.server), refused: 'signatures' },
  { step: '5.6.3', name: 'one of two signatures', attack: (repo) => offerChangedTargets(repo, () => undefined, repo.keys.targets.slice(0, 1)), refused: 'signatures' },
  { step: '5.6.3', name: 'one targets key and one root key', attack: (repo) => offerChangedTargets(repo, () => undefined, [repo.keys.targets[0], repo.keys.root[0]]), refused: 'signatures' },
  { step: '5.6.3', name: 'a length changed after they were signed', attack: (repo) => offerTargets(repo, tamper(repo.copy(), repo.newest('targets'), (signed) => (json(Object.values(json(signed.targets))[0]).length = 7)).get(repo.newest('targets'))!), refused: 'signatures' },
  { step: '5.6.3', name: 'another platform written over it after they were signed', attack: (repo) => offerTargets(repo, Buffer.from(repo.file(repo.newest('targets')).toString().replaceAll('linux-x64', 'linux-arm64'))), refused: 'signatures' },
  { step: '5.6.4', name: 'another version than snapshot says', attack: (repo) => offerChangedTargets(repo, (signed) => (signed.version = 99)), refused: 'version' },
  { step: '5.6.4', name: 'an earlier one under the new name (mix and match)', attack: (repo) => offerTargets(repo, repo.file('1.targets.json')), refused: 'version' },
  { step: '5.6.5', name: 'expired', attack: (repo) => offerChangedTargets(repo, (signed) => (signed.expires = PAST)), refused: 'expired' },
  { step: '5.6.7', name: 'delegations', attack: (repo) => offerChangedTargets(repo, (signed) => (signed.delegations = { keys: {}, roles: [] })), refused: 'format', code: 'INVALID' },
  { step: '5.7.2', name: 'a target without SHA-256', attack: (repo) => target(repo, (one) => (one.hashes = { sha512: 'ab'.repeat(64) })), refused: 'format', code: 'INVALID' },
  { step: '5.7.2', name: 'a target of 300 MiB', attack: (repo) => target(repo, (one) => (one.length = 300 * 2 ** 20)), refused: 'format', code: 'INVALID' },
  { step: '5.7.2', name: 'a target of no bytes', attack: (repo) => target(repo, (one) => (one.length = 0)), refused: 'format', code: 'INVALID' },
  { step: 'Farvault', name: 'a path of another platform', attack: (repo) => custom(repo, (one) => (one.platform = 'linux-arm64')), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'a path of another version', attack: (repo) => custom(repo, (one) => (one.version = '9.9.9')), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'a version that is none', attack: (repo) => custom(repo, (one) => (one.version = '01.2.0')), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'a version with build metadata', attack: (repo) => custom(repo, (one) => (one.version = '1.2.0+7')), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'a version with a path in it', attack: (repo) => custom(repo, (one) => (one.version = '../1.2.0')), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'no channel', attack: (repo) => custom(repo, (one) => (one.channels = [])), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'a channel that is none', attack: (repo) => custom(repo, (one) => (one.channels = ['Stable!'])), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'no launcher', attack: (repo) => custom(repo, (one) => delete one.launcher), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'a floor that is no version', attack: (repo) => offerChangedTargets(repo, (signed) => (signed['x-farvault'] = { minimumVersion: 'latest' })), refused: 'targets', code: 'INVALID' },
  { step: 'Farvault', name: 'a lower floor', attack: (repo) => offerChangedTargets(repo, (signed) => (signed['x-farvault'] = { minimumVersion: '0.9.0' })), refused: 'floor' },
  { step: 'Farvault', name: 'the floor is gone', attack: (repo) => offerChangedTargets(repo, (signed) => delete signed['x-farvault']), refused: 'floor' },
];

const TARGETS: Case[] = TARGETS_REFUSED.map((one) => ({ ...one, advances: AFTER_SNAPSHOT }));

const text = (change: (file: string) => string): ((repo: TestRepository) => Offer) => (repo) => rename(repo.copy(), 'timestamp.json', Buffer.from(change(repo.file('timestamp.json').toString())));

const FORM_REFUSED: Pick<Case, 'name' | 'attack'>[] = [
  { name: 'no bytes', attack: text(() => '') },
  { name: 'cut short', attack: text((file) => file.slice(0, -1)) },
  { name: 'trailing bytes', attack: text((file) => `${file}\n`) },
  { name: 'a space in it', attack: text((file) => file.replace(',', ', ')) },
  { name: 'a byte order mark', attack: text((file) => `\ufeff${file}`) },
  { name: 'keys in another order', attack: text((file) => JSON.stringify(Object.fromEntries(Object.entries(json(JSON.parse(file))).reverse()))) },
  { name: 'a key twice', attack: text((file) => file.replace('"version":', '"version":1,"version":')) },
  { name: 'bytes that are no UTF-8', attack: (repo) => rename(repo.copy(), 'timestamp.json', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')])) },
  { name: 'nested deeply', attack: text(() => '['.repeat(100_000) + ']'.repeat(100_000)) },
  { name: 'nested deeply inside what is signed', attack: (repo) => offerTimestamp(repo, (signed) => (signed.x = JSON.parse('['.repeat(20) + ']'.repeat(20)) as unknown)) },
  { name: 'half a million values', attack: text(() => `[${'1,'.repeat(500_000)}1]`) },
  { name: 'a number as large as none', attack: text((file) => file.replace(/"version":\d+\}\}$/, '"version":1e999}}')) },
  { name: 'a fraction', attack: text((file) => file.replace(/"version":(\d+)/, '"version":$1.0')) },
  { name: 'a list instead of an object', attack: text(() => '[]') },
  { name: 'null', attack: text(() => 'null') },
  { name: 'something unsigned beside what is signed', attack: text((file) => file.replace(/\}$/, ',"x":1}')) },
  { name: 'a signature in capitals', attack: text((file) => file.replace(/"sig":"[0-9a-f]+"/, (sig) => sig.toUpperCase().replace('SIG', 'sig'))) },
  { name: 'a prototype', attack: text((file) => file.replace('"signed":{', '"signed":{"__proto__":{},')) },
  { name: 'a type of a million letters', attack: (repo) => offerTimestamp(repo, (signed) => (signed._type = 'x'.repeat(1_000_000))) },
  { name: 'seventeen signatures', attack: (repo) => offerTimestamp(repo, () => undefined, [...repo.keys.server, ...Array.from({ length: 16 }, newKey)]) },
];

const FORM: Case[] = FORM_REFUSED.map((one) => ({ ...one, step: 'form', refused: 'format', code: 'INVALID' }));

/** A root with other root keys, signed by one side only. */
function newRootKeys(repo: TestRepository, side: 'old' | 'new'): Offer {
  const old = repo.keys.root;
  repo.keys.root = [newKey(), newKey(), newKey()];
  const offer = offerRoot(repo, undefined, (side === 'old' ? old : repo.keys.root).slice(0, 2));
  repo.keys.root = old;
  return offer;
}

function oldServerKey(repo: TestRepository): Offer {
  const old = repo.keys.server;
  repo.rotate({ server: [newKey()] });
  return offerTimestamp(repo, () => undefined, old);
}

function snapshotOf(repo: TestRepository, version: number): Buffer {
  return changed(repo.file(`${version - 1}.snapshot.json`), (signed) => (signed.version = version), ...repo.keys.server);
}

function offerOlderTargets(repo: TestRepository): Offer {
  return offerChangedSnapshot(repo, (signed) => (signed.meta = { 'targets.json': { version: 1 } }));
}

/** Changes what is signed, and leaves the signatures. */
function tamper(offer: Offer, name: string, change: (signed: Json) => void): Offer {
  const file = json(JSON.parse(offer.get(name)!.toString()));
  change(json(file.signed));
  return rename(offer, name, Buffer.from(JSON.stringify(file)));
}

function spoilSignature(offer: Offer, name: string): Offer {
  const file = json(JSON.parse(offer.get(name)!.toString()));
  json((file.signatures as unknown[])[1]).sig = '00'.repeat(64);
  return rename(offer, name, Buffer.from(JSON.stringify(file)));
}

function target(repo: TestRepository, change: (target: Json) => void): Offer {
  return offerChangedTargets(repo, (signed) => change(json(Object.values(json(signed.targets))[0])));
}

function custom(repo: TestRepository, change: (custom: Json) => void): Offer {
  return target(repo, (one) => change(json(json(one.custom).farvault)));
}

const CASES: Case[] = [...ROOT, ...TIMESTAMP, ...SNAPSHOT, ...TARGETS, ...FORM];

const before = new TestRepository(2);
const trusting = new MemoryStore(new Map([['root.json', before.firstRoot]]));

beforeAll(async () => {
  before.publish('1.1.0');
  before.publish();
  await refreshTrust({ store: trusting, source: before.source, clock: clockAt(START_MS) });
});

describe('client workflow', () => {
  it.each(CASES)('$step: $name', async ({ attack, refused, code = 'REFUSED', advances = [] }) => {
    const repo = new TestRepository(2, before);
    const store = new MemoryStore(new Map(trusting.files));
    const [whole, kept] = [store.state(), store.state(...advances)];
    repo.nowMs = START_MS + DAY_MS;
    repo.publish('1.2.0');
    const offer = attack(repo);

    const error: unknown = await refreshTrust({ store, source: (name) => Promise.resolve(offer.get(name) ?? null), clock: clockAt(repo.nowMs) }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TrustError', code, step: refused } satisfies Partial<TrustError>);
    expect((error as TrustError).message.length).toBeLessThan(1000);
    expect(store.state(...advances)).toBe(kept);
    if (advances.length > 0) expect(store.state()).not.toBe(whole);

    repo.rotate();
    repo.publish('1.3.0');
    const trusted = await refreshTrust({ store, source: repo.source, clock: clockAt(repo.nowMs) });
    expect(trusted.targets.map(({ version }) => version)).toContain('1.3.0');
  });

  it('is a table of at least forty', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(40);
  });
});
