// Targets that do not take all: what cannot be restored is named, the rest is there, and the exit code says so.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workerEntry } from '../async/worker-entry.js';
import { FLAG, KIND } from '../format/entry.js';
import { blake3 } from '../hash/hash.js';
import { fakeSnapshot, type Described } from './testing/fake-snapshot.js';
import { restoreInto } from './testing/restore-helper.js';
import { directory as dir, file, isRoot, seededBytes as bytes } from './testing/trees.js';

let top = '';
const mounts: string[] = [];
const at = (...parts: string[]): string => path.join(top, ...parts);

beforeEach(() => {
  top = fs.mkdtempSync(path.join(os.tmpdir(), 'troubled-'));
});
afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', [mount]);
  fs.rmSync(top, { recursive: true, force: true });
});

function mount(type: string, options: string): string {
  const place = at('mounted');
  fs.mkdirSync(place);
  execFileSync('mount', ['-t', type, '-o', options, type, place]);
  mounts.push(place);
  return place;
}

const canMount = isRoot && ((): boolean => {
  const probe = fs.mkdtempSync(path.join(os.tmpdir(), 'mount-probe-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    fs.rmdirSync(probe);
  }
})();

describe.skipIf(!canMount)('a target that does not take all', () => {
  it('full: names each file that found no room, keeps those that did, leaves nothing temporary', async () => {
    const place = mount('tmpfs', 'size=2m');
    const described: Described[] = [dir(''), file('a', bytes(1, 500_000)), file('b', bytes(2, 5_000_000)), file('c', bytes(3, 500_000))];
    const result = await restoreInto(path.join(place, 'out'), described);
    expect(result.exitCode).toBe(3);
    expect(result.problems.filter(({ severity }) => severity === 'skipped').map(({ path: of, code }) => `${Buffer.from(of).toString()} ${code}`)).toEqual(['b ENOSPC']);
    expect(fs.readdirSync(path.join(place, 'out')).sort()).toEqual(['a', 'c']);
    expect(fs.readFileSync(path.join(place, 'out', 'c')).equals(bytes(3, 500_000))).toBe(true);
  });

  it('a read-only file system below it: names what lies there, restores the rest', async () => {
    fs.mkdirSync(at('out', 'sealed'), { recursive: true });
    execFileSync('mount', ['--bind', at('out', 'sealed'), at('out', 'sealed')]);
    mounts.push(at('out', 'sealed'));
    execFileSync('mount', ['-o', 'remount,bind,ro', at('out', 'sealed')]);
    const result = await restoreInto(at('out'), [dir(''), dir('sealed'), file('sealed/in', Buffer.from('i')), file('zz', Buffer.from('z'))]);
    expect(result.exitCode).toBe(3);
    expect(new Set(result.problems.map(({ code }) => code))).toEqual(new Set(['EROFS']));
    expect(result.problems.map(({ path: of }) => Buffer.from(of).toString())).toContain('sealed/in');
    expect(fs.readFileSync(at('out', 'zz'), 'utf8')).toBe('z');
  });

  it('without extended attributes: says so once, restores contents, exits 3', async () => {
    const place = mount('ramfs', 'mode=755');
    const marked = (name: string): Described => ({ ...file(name, Buffer.from(name)), flags: FLAG.xattrs, xattrs: [{ name: Buffer.from('user.colour'), value: Buffer.from('blue') }] });
    const result = await restoreInto(path.join(place, 'out'), [dir(''), marked('a'), marked('b'), marked('c')]);
    expect(result.exitCode).toBe(3);
    expect(result.problems.map(({ code }) => code)).toEqual(['EOPNOTSUPP']);
    expect(fs.readFileSync(path.join(place, 'out', 'c'), 'utf8')).toBe('c');
  });
});

describe.skipIf(!isRoot)('a user who is not root', () => {
  it('gets contents and modes without setuid, is told once of owners, and of devices by name', async () => {
    fs.chmodSync(top, 0o755);
    fs.mkdirSync(at('out'));
    fs.chownSync(at('out'), 65_534, 65_534);
    const script = at('as-user.mjs');
    const helper = workerEntry('./testing/restore-helper.js', import.meta.url);
    const described = [
      { path: '', kind: KIND.directory, uid: 65_534, gid: 65_534 },
      { path: 'mine', kind: KIND.file, uid: 65_534, gid: 65_534, mode: 0o640 },
      { path: 'other', kind: KIND.file, uid: 7, gid: 7, mode: 0o4755 },
      { path: 'other2', kind: KIND.file, uid: 7, gid: 7, mode: 0o755 },
      { path: 'null', kind: KIND.character, major: 1, minor: 3, uid: 0, gid: 0 },
    ];
    fs.writeFileSync(
      script,
      `const { restoreInto } = await import(${JSON.stringify(pathToFileURL(helper.pathname).href)});
      const described = ${JSON.stringify(described)}.map((entry) => (entry.kind === ${KIND.file} ? { ...entry, content: [Buffer.from(entry.path)] } : entry));
      const { exitCode, problems } = await restoreInto(${JSON.stringify(at('out'))}, described);
      console.log(JSON.stringify({ exitCode, codes: problems.map(({ path, code }) => Buffer.from(path).toString() + ' ' + code) }));`,
    );
    const output = execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, script], { encoding: 'utf8', cwd: '/' });
    expect(JSON.parse(output)).toEqual({ exitCode: 3, codes: ['null EPERM', 'other EPERM'] });
    expect(fs.readFileSync(at('out', 'other'), 'utf8')).toBe('other');
    expect(fs.statSync(at('out', 'other')).mode & 0o7777).toBe(0o755);
    expect(fs.statSync(at('out', 'mine')).mode & 0o7777).toBe(0o640);
  });
});

it('a damaged part of the manifest costs its own entries; they are named, the rest is restored, exit 7', async () => {
  const described: Described[] = [dir('')];
  for (let i = 0; i < 4000; i++) described.push(file(`file-${String(i).padStart(5, '0')}`, Buffer.from(`content ${i}`)));
  const snapshot = fakeSnapshot(described);
  expect(snapshot.manifest.length).toBeGreaterThan(2);
  const lost = blake3(snapshot.manifest[1]).toString('hex');
  const result = await restoreInto(at('out'), snapshot, {}, { missing: new Map([[lost, 'MISSING']]) });
  expect(result.exitCode).toBe(7);
  expect(result.problems).toHaveLength(1);
  const named = Number(/^(\d+) entries from file-/.exec(result.problems[0].message)?.[1]);
  expect(fs.readdirSync(at('out'))).toHaveLength(4000 - named);
});
