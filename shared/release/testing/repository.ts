// A server's releases in memory, with all keys at hand: good metadata by the functions that make it in earnest, and forged metadata by hand.
import { generateKeyPairSync } from 'node:crypto';
import { canonicalize } from '@tufjs/canonical-json';
import { signingKey, type SigningKey } from '../keys.js';
import { parseMetadata, type MetadataFile } from '../metadata.js';
import type { Role } from '../metadata-shape.js';
import { addSignature, makeRoot, makeSnapshot, makeTargets, makeTimestamp } from '../sign.js';
import type { MetadataSource, MetadataStore, ReleaseTarget } from '../types.js';

export const DAY_MS = 86_400_000;
export const START_MS = Date.parse('2026-03-01T00:00:00Z');

export interface Keys {
  root: SigningKey[];
  targets: SigningKey[];
  server: SigningKey[];
}

export type Json = Record<string, unknown>;

export function newKey(): SigningKey {
  return signingKey(generateKeyPairSync('ed25519').privateKey);
}

/** Any signed part, signed by whoever. */
export function forge(signed: Json, ...keys: SigningKey[]): Buffer {
  const bytes = Buffer.from(canonicalize(signed));
  return Buffer.from(canonicalize({ signatures: keys.map((key) => ({ keyid: key.public.keyid, sig: key.sign(bytes) })), signed }));
}

export function signedPart(bytes: Buffer): Json {
  return (JSON.parse(bytes.toString()) as { signed: Json }).signed;
}

export class TestRepository {
  /** As a server gives them, by name. */
  files = new Map<string, Buffer>();
  nowMs = START_MS;
  keys: Keys;
  readonly firstRoot: Buffer;
  root: MetadataFile<'root'>;
  releases: Omit<ReleaseTarget, 'path'>[] = [];
  minimumVersion: string | null = '1.0.0';
  versions = { targets: 0, snapshot: 0, timestamp: 0 };

  /** `like`: with its keys, files and versions, to go on from. */
  constructor(
    private readonly targetsThreshold = 1,
    like?: TestRepository,
  ) {
    if (like !== undefined) {
      ({ firstRoot: this.firstRoot, root: this.root, nowMs: this.nowMs, minimumVersion: this.minimumVersion } = like);
      this.files = like.copy();
      this.keys = { ...like.keys };
      this.releases = [...like.releases];
      this.versions = { ...like.versions };
      return;
    }
    this.keys = { root: [newKey(), newKey(), newKey()], targets: Array.from({ length: targetsThreshold }, newKey), server: [newKey()] };
    this.root = this.#signRoot(this.unsignedRoot(1), this.keys.root.slice(0, 2));
    this.firstRoot = this.root.bytes;
  }

  get source(): MetadataSource {
    return (name) => Promise.resolve(this.files.get(name) ?? null);
  }

  unsignedRoot(version: number, expiresMs = this.nowMs + 365 * DAY_MS): MetadataFile<'root'> {
    const { root, targets, server } = this.keys;
    const role = (keys: SigningKey[], threshold: number): { keys: SigningKey['public'][]; threshold: number } => ({ keys: keys.map((key) => key.public), threshold });
    return makeRoot({ version, expiresMs, roles: { root: role(root, 2), targets: role(targets, this.targetsThreshold), snapshot: role(server, 1), timestamp: role(server, 1) } });
  }

  #signRoot(unsigned: MetadataFile<'root'>, keys: SigningKey[]): MetadataFile<'root'> {
    const signed = keys.reduce((root, key) => parseMetadata('root', addSignature(root, key), `${unsigned.version}.root.json`), unsigned);
    this.files.set(`${signed.version}.root.json`, signed.bytes);
    return signed;
  }

  /** The next root, signed by two of the keys before and two of the keys after the change. */
  rotate(change: Partial<Keys> = {}, expiresMs?: number): void {
    const before = this.keys.root.slice(0, 2);
    this.keys = { ...this.keys, ...change };
    this.root = this.#signRoot(this.unsignedRoot(this.root.version + 1, expiresMs), [...new Set([...before, ...this.keys.root.slice(0, 2)])]);
    if (change.server !== undefined || change.targets !== undefined) this.publish();
  }

  /** The next targets, with one version more, and the server's metadata over it. */
  publish(...versions: string[]): void {
    for (const version of versions) this.releases.push({ version, platform: 'linux-x64', channels: ['stable'], launcher: 1, bytes: 1000, sha256: version.length.toString(16).repeat(64).slice(0, 64) });
    this.versions.targets++;
    const unsigned = makeTargets({ version: this.versions.targets, expiresMs: this.nowMs + 365 * DAY_MS, releases: this.releases, minimumVersion: this.minimumVersion });
    this.serveTargets(this.keys.targets.reduce((file, key) => parseMetadata('targets', addSignature(file, key), 'targets'), unsigned).bytes);
  }

  /** Any bytes as the newest targets, honestly listed by the server's own metadata. */
  serveTargets(targets: Buffer, version = this.versions.targets): void {
    this.files.set(`${version}.targets.json`, targets);
    this.serveSnapshot(makeSnapshot({ version: this.versions.snapshot + 1, expiresMs: this.nowMs + 7 * DAY_MS, targets, key: this.keys.server[0] }));
  }

  serveSnapshot(snapshot: Buffer): void {
    this.versions.snapshot++;
    this.files.set(`${this.versions.snapshot}.snapshot.json`, snapshot);
    this.versions.timestamp++;
    this.files.set('timestamp.json', makeTimestamp({ version: this.versions.timestamp, expiresMs: this.nowMs + 7 * DAY_MS, snapshot, key: this.keys.server[0] }));
  }

  /** The signed part of what is served under a name. */
  part(name: string): Json {
    return signedPart(this.file(name));
  }

  file(name: string): Buffer {
    const bytes = this.files.get(name);
    if (bytes === undefined) throw new Error(`the repository has no ${name}`);
    return bytes;
  }

  newest(role: Exclude<Role, 'root' | 'timestamp'>): string {
    return `${this.versions[role]}.${role}.json`;
  }

  copy(): Map<string, Buffer> {
    return new Map(this.files);
  }
}

/** What an agent keeps. */
export class MemoryStore implements MetadataStore {
  constructor(readonly files = new Map<string, Buffer>()) {}

  read(name: string): Promise<Buffer | null> {
    return Promise.resolve(this.files.get(name) ?? null);
  }

  write(name: string, bytes: Buffer): Promise<void> {
    this.files.set(name, bytes);
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  /** Names with their bytes, in one text. */
  state(...except: string[]): string {
    return JSON.stringify([...this.files].filter(([name]) => !except.includes(name)).map(([name, bytes]) => [name, bytes.toString('hex')]).sort());
  }
}

export function clockAt(ms: number): { now(): number; monotonic(): number; sleep(): Promise<void> } {
  return { now: () => ms, monotonic: () => ms, sleep: () => Promise.resolve() };
}
