// What someone with some of the keys can put before an agent. Each works on a copy of what the repository serves; its counters move on, so that good metadata can follow.
import { createHash } from 'node:crypto';
import type { SigningKey } from '../keys.js';
import { forge, signedPart, type Json, type TestRepository } from './repository.js';

export type Offer = Map<string, Buffer>;

export function listed(bytes: Buffer, version: number): Json {
  return { version, length: bytes.length, hashes: { sha256: createHash('sha256').update(bytes).digest('hex') } };
}

/** The newest metadata of that name with its signed part changed, signed anew. */
export function changed(bytes: Buffer, change: (signed: Json) => void, ...keys: SigningKey[]): Buffer {
  const signed = signedPart(bytes);
  change(signed);
  return forge(signed, ...keys);
}

/** The next timestamp, honest but for the change. */
export function offerTimestamp(repo: TestRepository, change: (signed: Json) => void, keys = repo.keys.server): Offer {
  const offer = repo.copy();
  repo.versions.timestamp++;
  const next = (signed: Json): void => {
    signed.version = repo.versions.timestamp;
    change(signed);
  };
  return offer.set('timestamp.json', changed(repo.file('timestamp.json'), next, ...keys));
}

/** A snapshot under its next version, listed by the next timestamp. */
export function offerSnapshot(repo: TestRepository, bytes: (version: number) => Buffer, entry = (file: Buffer, version: number) => listed(file, version)): Offer {
  const version = ++repo.versions.snapshot;
  const file = bytes(version);
  const offer = offerTimestamp(repo, (signed) => (signed.meta = { 'snapshot.json': entry(file, version) }));
  return offer.set(`${version}.snapshot.json`, file);
}

/** The newest snapshot with its signed part changed. */
export function offerChangedSnapshot(repo: TestRepository, change: (signed: Json) => void, keys = repo.keys.server): Offer {
  const { version: served } = (repo.part('timestamp.json').meta as Record<string, { version: number }>)['snapshot.json'];
  const newest = repo.file(`${served}.snapshot.json`);
  return offerSnapshot(repo, (version) =>
    changed(newest, (signed) => {
      signed.version = version;
      change(signed);
    }, ...keys),
  );
}

/** Targets under the name of a version, listed by the next snapshot. */
export function offerTargets(repo: TestRepository, file: Buffer, version = repo.versions.targets, entry = listed(file, version)): Offer {
  return offerChangedSnapshot(repo, (signed) => (signed.meta = { 'targets.json': entry })).set(`${version}.targets.json`, file);
}

/** The newest targets with their signed part changed. */
export function offerChangedTargets(repo: TestRepository, change: (signed: Json) => void, keys = repo.keys.targets): Offer {
  return offerTargets(repo, changed(repo.file(repo.newest('targets')), change, ...keys));
}

/** The next root with its signed part changed, signed by two root keys unless others are given. */
export function offerRoot(repo: TestRepository, change: (signed: Json) => void = () => undefined, keys = repo.keys.root.slice(0, 2)): Offer {
  const unsigned = repo.unsignedRoot(repo.root.version + 1).bytes;
  return repo.copy().set(`${repo.root.version + 1}.root.json`, changed(unsigned, change, ...keys));
}
