// What of others is inside a release: each package with its version, licence, hash and licence text, and what is compiled into it.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { LockFile } from './packages.js';

export interface Component {
  name: string;
  version: string;
  /** An SPDX expression. */
  licence: string;
  /** `sha512-…` of the package's archive. */
  integrity: string;
  /** As the package carries them. */
  texts: string[];
  within: CompiledIn[];
}

/** Native parts are linked from others' code, of which no lock file tells: found in their binaries and written down for each version. */
export interface CompiledIn {
  name: string;
  /** Empty where the binary does not tell. */
  version: string;
  licence: string;
  copyright: string;
}

const TEXT_FILE = /^(licen[cs]e|copying|notice)/i;

/** `native`: which of `folders` are native parts. Folders as package-lock.json names them. Sorted by name, then version. */
export function componentsOf(root: string, lock: LockFile, folders: string[], native: string[]): Component[] {
  const compiledIn = JSON.parse(readFileSync(path.join(root, 'scripts/release/compiled-in.json'), 'utf8')) as Record<string, CompiledIn[] | undefined>;
  const components = folders.map((folder): Component => {
    const { version, license, integrity, cpu } = lock[folder] ?? {};
    if (version === undefined || license === undefined || integrity === undefined) throw new Error(`package-lock.json does not have version, licence and hash of ${folder}`);
    const name = packageName(folder);
    // A package for one processor is a build of another, which carries the texts: it may not even be installed here.
    const isBuild = cpu !== undefined;
    const within = native.includes(folder) && !isBuild ? compiledIn[`${name}@${version}`] : [];
    if (within === undefined) throw new Error(`scripts/release/compiled-in.json does not say what ${name}@${version} is linked from`);
    return { name, version, licence: license, integrity, texts: isBuild ? [] : textsIn(path.join(root, folder)), within };
  });
  return components.sort((a, b) => compare(`${a.name} ${a.version}`, `${b.name} ${b.version}`));
}

function packageName(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** By code units: the same whatever the language of the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function textsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => TEXT_FILE.test(name));
  return names.sort(compare).map((name) => readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}
