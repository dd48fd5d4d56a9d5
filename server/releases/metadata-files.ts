// Signed metadata on disk, under the names that TUF gives it: DIR/releases/N.root.json, N.targets.json, N.snapshot.json, timestamp.json.
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ensureDirectory, readSmallFile, TEMP_SUFFIX, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { MAX_METADATA_BYTES } from '../../shared/release/types.js';

export const TIMESTAMP = 'timestamp.json';
const NAME = /^(?:([1-9]\d{0,9})\.(root|targets|snapshot)|timestamp)\.json$/;
/** Of snapshot and targets: who has the timestamp of a moment ago still asks for what it named, and an import of root and targets signs twice. An agent that found it gone would refuse the update. */
const KEPT = 4;

export type NumberedRole = 'root' | 'targets' | 'snapshot';

export function metadataName(role: NumberedRole, version: number): string {
  return `${version}.${role}.json`;
}

/** NOT_FOUND: there can be no metadata of that name. */
export function parseMetadataName(name: string): { role: NumberedRole; version: number } | { role: 'timestamp' } {
  const match = NAME.exec(name);
  if (match === null) throw new FarvaultError('NOT_FOUND', `there is no update metadata called '${name.slice(0, 100)}'`);
  return match[2] === undefined ? { role: 'timestamp' } : { role: match[2] as NumberedRole, version: Number(match[1]) };
}

export class MetadataFiles {
  constructor(private readonly directory: string) {}

  async open(): Promise<void> {
    await ensureDirectory(this.directory, realFs);
    for (const name of await realFs.readdir(this.directory)) if (name.endsWith(TEMP_SUFFIX)) await realFs.unlink(path.join(this.directory, name));
  }

  /** Null: there is none. */
  read(name: string): Promise<Buffer | null> {
    return readSmallFile(path.join(this.directory, name), MAX_METADATA_BYTES);
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await writeFileDurable(path.join(this.directory, name), bytes);
  }

  /** The timestamp first: without it agents ask for nothing else. */
  async removeAll(): Promise<void> {
    const names = (await realFs.readdir(this.directory)).filter((name) => NAME.test(name)).sort((a, b) => Number(b === TIMESTAMP) - Number(a === TIMESTAMP));
    for (const name of names) await realFs.unlink(path.join(this.directory, name));
    await realFs.syncDirectory(this.directory);
  }

  /** From the lowest on. */
  async versions(role: NumberedRole): Promise<number[]> {
    const found: number[] = [];
    for (const name of await realFs.readdir(this.directory)) {
      const match = NAME.exec(name);
      if (match?.[2] === role) found.push(Number(match[1]));
    }
    return found.sort((a, b) => a - b);
  }

  /** Removes what nobody asks for any more. Versions above `newest` are of an import that was cut off. */
  async dropOld(role: 'targets' | 'snapshot', newest: number): Promise<void> {
    const versions = await this.versions(role);
    const kept = new Set(versions.filter((version) => version <= newest).slice(-KEPT));
    for (const version of versions) if (!kept.has(version)) await realFs.unlink(path.join(this.directory, metadataName(role, version)));
  }
}
