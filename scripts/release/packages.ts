// Packages of the npm registry, only ever as package-lock.json (or runtime.json) has their hash.
import { spawnSync } from 'node:child_process';
import { createHash, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

export interface LockedPackage {
  version: string;
  /** `sha512-…`. */
  integrity: string;
  /** An SPDX expression. */
  license?: string;
  /** Of a build for some processors only. */
  cpu?: string[];
}

export type LockFile = Record<string, LockedPackage | undefined>;

/** package-lock.json's entries by folder (`node_modules/NAME`). */
export function readLock(root: string): LockFile {
  return (JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: LockFile }).packages;
}

/** A package's files as the registry has them; `wanted` keeps only some. The archive is kept in `cache`; its hash is checked each time. */
export async function fetchPackage(cache: string, name: string, { version, integrity }: Pick<LockedPackage, 'version' | 'integrity'>, wanted: (file: string) => boolean = () => true): Promise<Map<string, Buffer>> {
  mkdirSync(cache, { recursive: true });
  const kept = path.join(cache, `${name.replaceAll('/', '+')}-${version}.tgz`);
  if (!existsSync(kept)) download(cache, `${name}@${version}`, kept);
  const archive = readFileSync(kept);
  if (!matches(archive, integrity)) {
    rmSync(kept);
    throw new Error(`${name}@${version} is not what its hash says (${integrity}); it was thrown away`);
  }
  return unpack(archive, wanted);
}

function download(cache: string, what: string, kept: string): void {
  const scratch = mkdtempSync(path.join(cache, 'new-'));
  try {
    const { status, stderr } = spawnSync('npm', ['pack', what, '--ignore-scripts', '--silent', '--pack-destination', scratch], { encoding: 'utf8' });
    const [file] = readdirSync(scratch);
    if (status !== 0 || file === undefined) throw new Error(`npm pack ${what} failed: ${stderr.trim()}`);
    renameSync(path.join(scratch, file), kept);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

export function matches(bytes: Uint8Array, integrity: string): boolean {
  const [, wanted] = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(integrity) ?? [];
  return wanted !== undefined && timingSafeEqual(createHash('sha512').update(bytes).digest(), Buffer.from(wanted, 'base64'));
}

async function unpack(archive: Buffer, wanted: (file: string) => boolean): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = extract();
  const ended = new Promise<void>((resolve, reject) => reader.on('finish', resolve).on('error', reject));
  reader.on('entry', ({ name, type }, stream, next) => {
    // The first folder of the path is the package, whatever its name.
    const file = name.slice(name.indexOf('/') + 1);
    const parts: Buffer[] = [];
    stream.on('data', (part) => parts.push(part as Buffer));
    stream.on('end', () => {
      if (type === 'file' && wanted(file)) files.set(file, Buffer.concat(parts));
      next();
    });
  });
  reader.end(gunzipSync(archive));
  await ended;
  return files;
}
