// A whole release of one platform, from the sources, the lock file and the registry's packages.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LAUNCHER_NEEDED, STATE_FORMAT, type Platform } from '../../shared/release/types.js';
import { packRelease } from './archive.js';
import { bundleAgent } from './bundle.js';
import { cutSymbols } from './elf.js';
import type { ReleaseFiles } from './files.js';
import { componentsOf, type Component } from './inside.js';
import { nativePackages, type PackageReader } from './natives.js';
import { fetchPackage, readLock, type LockFile } from './packages.js';
import { licences, sbom } from './papers.js';
import { programFiles } from './program.js';

export interface Release {
  archive: Buffer;
  files: ReleaseFiles;
}

export interface BuildOptions {
  root: string;
  platform: Platform;
  version: string;
  /** Directory for the registry's packages. */
  cache: string;
  level?: number;
}

interface Runtime {
  version: string;
  packages: Record<Platform, { name: string; integrity: string }>;
}

export async function buildRelease({ root, platform, version, cache, level }: BuildOptions): Promise<Release> {
  const cpu = platform.slice('linux-'.length);
  const lock = readLock(root);
  const bundle = await bundleAgent(root);
  const native = nativePackages(platform).map((name) => `node_modules/${name}`);
  const files = await programFiles(root, { platform, version, bundle, read: registryReader(cache, lock) });
  const runtime = JSON.parse(readFileSync(path.join(root, 'scripts/release/runtime.json'), 'utf8')) as Runtime;
  const { component, bytes } = await fetchRuntime(cache, runtime, platform);
  files.set('bin/node', { bytes, mode: 0o755 });
  for (const [name, file] of files) if (name === 'bin/node' || name.endsWith('.node')) files.set(name, { ...file, bytes: cutSymbols(file.bytes, cpu) });
  const components = [component, ...componentsOf(root, lock, [...bundle.packages, ...native], native)];
  files.set('LICENSES.txt', { bytes: licences(root, components), mode: 0o644 });
  files.set('sbom.cdx.json', { bytes: sbom(version, platform, components), mode: 0o644 });
  const facts = { version, platform, node: runtime.version, launcher: LAUNCHER_NEEDED, stateFormat: STATE_FORMAT };
  return { archive: await packRelease(facts, files, level), files };
}

/** Also of packages that are installed: what lies in node_modules may have been changed since. */
function registryReader(cache: string, lock: LockFile): PackageReader {
  const fetched = new Map<string, Promise<Map<string, Buffer>>>();
  return async (name, file) => {
    const entry = lock[`node_modules/${name}`];
    if (entry === undefined) throw new Error(`package-lock.json does not have ${name}`);
    const content = fetched.get(name) ?? fetchPackage(cache, name, entry);
    fetched.set(name, content);
    const bytes = (await content).get(file);
    if (bytes === undefined) throw new Error(`${name}@${entry.version} holds no ${file}`);
    return bytes;
  };
}

async function fetchRuntime(cache: string, { version, packages }: Runtime, platform: Platform): Promise<{ component: Component; bytes: Buffer }> {
  const { name, integrity } = packages[platform];
  const content = await fetchPackage(cache, name, { version, integrity }, (file) => file === 'bin/node' || file === 'LICENSE');
  const [bytes, licence] = [content.get('bin/node'), content.get('LICENSE')];
  if (bytes === undefined || licence === undefined) throw new Error(`${name}@${version} holds no bin/node or no LICENSE`);
  return { bytes, component: { name, version, licence: 'MIT', integrity, texts: [licence.toString('utf8').trim()], within: [] } };
}
