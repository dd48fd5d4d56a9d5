// What a drill leaves: a record in one spelling, signed with a key of the server's that nothing else uses, kept as a file that can be taken away and checked elsewhere
// (docs/drills.md). The journal has it, too.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { canonicalJson } from '../../shared/store/canonical-json.js';

const KEY_BYTES = 4_096;
const MAX_FILE_BYTES = 64 << 10;
const MAX_FILES = 10_000;
const SUFFIX = '.json';
export const DRILL_ID = /^[0-9a-f]{16}$/;

export type DrillKind = 'whole' | 'path' | 'random';

export interface DrillRecord {
  type: 'farvault-drill';
  version: 1;
  id: string;
  repositoryId: string;
  serverVersion: string;
  run: string;
  startedBy: string;
  job: { id: string; name: string };
  agent: string;
  office: { id: string; name: string };
  snapshot: { id: string; rootId: string; committedAt: string; journalRecord: number; files: number; bytes: number };
  /** seed: of a random choice. path: hexadecimal, as the manifest has it. */
  chosen: { kind: DrillKind; path: string; seed: string; files: number; bytes: number };
  checked: { entries: number; files: number; bytes: number };
  /** What could not be set by the server's user, or is not there on its disk, and was therefore not compared. */
  notCompared: string[];
  differences: number;
  /** The first of them. */
  named: string[];
  restoreSeconds: number;
  compareSeconds: number;
  bytesPerSecond: number;
  /** For everything in the snapshot, from the server's packs to the server's disk. Null: nothing was restored. */
  wholeSeconds: number | null;
  wholeIs: 'measured' | 'estimated' | 'unknown';
  leavesOut: string;
  /** Where the journal stood when the drill had ended. */
  journal: { number: number; chain: string };
  startedAt: string;
  endedAt: string;
  outcome: 'passed' | 'failed';
  error: string;
  publicKey: string;
}

export interface SignedRecord {
  id: string;
  /** The bytes that are signed. */
  record: string;
  /** Hexadecimal. */
  signature: string;
  /** PEM. */
  publicKey: string;
}

/** Signs with pki/evidence.key, which is made when it is first needed; pki/evidence.pub is its public half, for those who check evidence elsewhere. */
export class EvidenceKey {
  #key: KeyObject | null = null;

  constructor(private readonly file: string) {}

  async sign(record: Omit<DrillRecord, 'publicKey'>): Promise<SignedRecord> {
    const key = await this.#load();
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    const text = canonicalJson({ ...record, publicKey });
    return { id: record.id, record: text, signature: sign(null, Buffer.from(text), key).toString('hex'), publicKey };
  }

  async #load(): Promise<KeyObject> {
    if (this.#key !== null) return this.#key;
    const pem = await readSmallFile(this.file, KEY_BYTES);
    if (pem !== null) {
      try {
        this.#key = createPrivateKey(pem);
      } catch (error) {
        throw new FarvaultError('FORMAT', `${this.file} is no key`, { remedy: 'Put it back from a copy of the data directory; or remove it: later drills are signed with a new one.', cause: error });
      }
      return this.#key;
    }
    const { privateKey } = generateKeyPairSync('ed25519');
    // The public half first: a crash in between leaves one that a later key replaces.
    await writeFileDurable(this.file.replace(/\.key$/, '.pub'), Buffer.from(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })), 0o600);
    await writeFileDurable(this.file, Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })), 0o600);
    this.#key = privateKey;
    return privateKey;
  }
}

/** The newest 10,000. */
export class EvidenceFiles {
  constructor(private readonly folder: string) {}

  async put(signed: SignedRecord): Promise<void> {
    await writeFileDurable(this.#fileOf(signed.id), Buffer.from(`${JSON.stringify(signed)}\n`), 0o600);
    await this.#bound();
  }

  /** Null: it is gone, or never was. */
  async get(id: string): Promise<SignedRecord | null> {
    if (!DRILL_ID.test(id)) return null;
    const bytes = await readSmallFile(this.#fileOf(id), MAX_FILE_BYTES);
    return bytes === null ? null : (JSON.parse(bytes.toString()) as SignedRecord);
  }

  /** Ids begin with the time: their order is that of the drills. */
  async #bound(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => DRILL_ID.test(name.slice(0, -SUFFIX.length))).sort();
    for (const name of names.slice(0, Math.max(0, names.length - MAX_FILES))) await unlink(path.join(this.folder, name));
  }

  #fileOf(id: string): string {
    return path.join(this.folder, id + SUFFIX);
  }
}

/** 48 bits of time, 16 of chance. */
export function drillId(nowMs: number, random: Buffer): string {
  return Math.max(0, Math.floor(nowMs)).toString(16).padStart(12, '0').slice(-12) + random.toString('hex', 0, 2);
}
