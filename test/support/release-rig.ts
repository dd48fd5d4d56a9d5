// Releases for tests: the real program in the real layout, but the runtime is this machine's. The program is bundled once for all tests, kept by the hash of its sources.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packRelease } from '../../scripts/release/archive.js';
import { bundleAgent, type Bundle } from '../../scripts/release/bundle.js';
import { sha256, type ReleaseFiles } from '../../scripts/release/files.js';
import { programFiles } from '../../scripts/release/program.js';
import { LAUNCHER_NEEDED, PLATFORMS, STATE_FORMAT, type Platform } from '../../shared/release/types.js';
import { breakFiles, neverConnects, type Breakage } from './broken-release.js';

export type { Breakage } from './broken-release.js';

export interface TestRelease {
  /** The archive's file, named as a real one. */
  file: string;
  version: string;
  platform: Platform;
  bytes: number;
  sha256: string;
}

export interface TestReleaseOptions {
  version: string;
  /** Directory. */
  out: string;
  breakage?: Breakage;
  /** Of 'crashes-later', from the trial's end (or the start, when there is none) on. */
  crashAfterMs?: number;
}

const ROOT = path.join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../..' : '../../..');
/** Bundles that are kept: several test runs may be at work on different sources. */
const KEPT = 8;
const CACHE = path.join(ROOT, 'node_modules/.cache/farvault-test-release');

/** Archives of this machine's platform. */
export async function buildTestRelease({ version, out, breakage, crashAfterMs = 20_000 }: TestReleaseOptions): Promise<TestRelease> {
  const platform = thisPlatform();
  // As installed: tests need no registry.
  const read = async (name: string, file: string): Promise<Buffer> => readFileSync(path.join(ROOT, 'node_modules', name, file));
  const files = await programFiles(ROOT, { platform, version, bundle: await cachedBundle(breakage === 'no-connect'), read });
  files.set('bin/node', { bytes: Buffer.from(`#!/bin/sh\nexec '${process.execPath}' "$@"\n`), mode: 0o755 });
  files.set('LICENSES.txt', { bytes: Buffer.from('A release for tests\n'), mode: 0o644 });
  files.set('sbom.cdx.json', { bytes: Buffer.from('{}\n'), mode: 0o644 });
  if (breakage !== undefined) breakFiles(files, breakage, crashAfterMs);
  const archive = await packRelease({ version, platform, node: process.versions.node, launcher: LAUNCHER_NEEDED, stateFormat: STATE_FORMAT }, files, 1);
  mkdirSync(out, { recursive: true });
  const file = path.join(out, `farvault-agent-${version}-${platform}.tar.zst`);
  writeFileSync(file, archive);
  return { file, version, platform, bytes: archive.length, sha256: sha256(archive) };
}

function thisPlatform(): Platform {
  const found = PLATFORMS.find((platform) => platform === `${process.platform}-${process.arch}`);
  if (found === undefined) throw new Error(`there are no releases for ${process.platform}-${process.arch}`);
  return found;
}

/** By several test processes at once: whoever is first puts it there whole. */
async function cachedBundle(withoutConnection: boolean): Promise<Bundle> {
  const folder = path.join(CACHE, `${sourceHash()}${withoutConnection ? '-no-connect' : ''}`);
  if (!existsSync(folder)) {
    const { files } = await bundleAgent(ROOT, withoutConnection ? [neverConnects] : []);
    mkdirSync(CACHE, { recursive: true });
    const scratch = mkdtempSync(path.join(CACHE, 'new-'));
    for (const [name, { bytes }] of files) {
      mkdirSync(path.dirname(path.join(scratch, name)), { recursive: true });
      writeFileSync(path.join(scratch, name), bytes);
    }
    try {
      renameSync(scratch, folder);
    } catch {
      rmSync(scratch, { recursive: true }); // Another was first, with the same.
    }
    forgetOldBundles();
  }
  const files: ReleaseFiles = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files.set(path.relative(folder, file), { bytes: readFileSync(file), mode: 0o644 });
  }
  return { files, packages: [] };
}

function forgetOldBundles(): void {
  const known = readdirSync(CACHE).map((name) => ({ name, atMs: statSync(path.join(CACHE, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  for (const { name } of known.sort((a, b) => b.atMs - a.atMs).slice(KEPT)) rmSync(path.join(CACHE, name), { recursive: true, force: true });
}

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const folder of ['agent', 'shared', 'scripts/release']) {
    for (const entry of readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && !file.endsWith('.test.ts')) hash.update(file).update(readFileSync(file));
    }
  }
  return hash.update(readFileSync(path.join(ROOT, 'package-lock.json'))).digest('hex').slice(0, 32);
}
