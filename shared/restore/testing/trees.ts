// For tests: trees with everything that a restore has to bring back, and pictures of trees to compare.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { blake3 } from '../../hash/hash.js';
import { KIND } from '../../format/entry.js';
import { describeTree, type Described } from './fake-snapshot.js';

export const isRoot = process.getuid!() === 0;

/** The tools that make and read attributes; tests that need them say so when they are skipped. */
export const hasTools = ['tar', 'setfattr', 'setfacl'].every((tool) => {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

export function seededBytes(seed: number, length: number): Buffer {
  const out = Buffer.alloc(length);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    out[i] = state >>> 16;
  }
  return out;
}

export const directory = (at: string): Described => ({ path: at, kind: KIND.directory });
export const file = (at: string, ...content: (Buffer | number)[]): Described => ({ path: at, kind: KIND.file, content });

/** What restore promises to bring back, comparable. */
export function picture(of: string): unknown[] {
  return describeTree(of).map((entry) => ({
    ...entry,
    path: (entry.path as Buffer).toString('hex'),
    content: entry.content === undefined ? null : blake3(Buffer.concat(entry.content.map((part) => (typeof part === 'number' ? Buffer.alloc(part) : part)))).toString('hex'),
    target: entry.target?.toString('hex'),
    xattrs: entry.xattrs!.map(({ name, value }) => `${name.toString()}=${value.toString('hex')}`),
  }));
}

export function makeWeirdTree(tree: string): string {
  fs.mkdirSync(path.join(tree, 'a', 'deep', 'er'), { recursive: true });
  fs.mkdirSync(path.join(tree, 'a-b'));
  fs.mkdirSync(path.join(tree, 'empty'));
  fs.chmodSync(path.join(tree, 'empty'), 0o1777);
  fs.writeFileSync(path.join(tree, 'a', 'big'), seededBytes(1, 3_000_000));
  fs.writeFileSync(path.join(tree, 'a', 'empty'), '');
  fs.writeFileSync(path.join(tree, 'a-b', 'x'), 'hello');
  fs.writeFileSync(Buffer.from(`${tree}/bad-\xff-name`, 'latin1'), 'not utf-8');
  fs.writeFileSync(`${tree}/new\nline`, 'n');
  fs.writeFileSync(`${tree}/${'l'.repeat(255)}`, 'long');
  fs.linkSync(path.join(tree, 'a', 'big'), path.join(tree, 'z-link'));
  fs.symlinkSync('nowhere/at all', path.join(tree, 'sym'));
  execFileSync('mkfifo', [path.join(tree, 'pipe')]);
  const sparse = fs.openSync(path.join(tree, 'sparse'), 'w');
  fs.writeSync(sparse, seededBytes(2, 100_000), 0, 100_000, 1 << 20);
  fs.ftruncateSync(sparse, 5 << 20);
  fs.closeSync(sparse);
  execFileSync('setfattr', ['-n', 'user.colour', '-v', 'blue', path.join(tree, 'a-b', 'x')]);
  execFileSync('setfacl', ['-m', 'u:7:rwx', path.join(tree, 'a-b', 'x')]);
  execFileSync('setfacl', ['-d', '-m', 'g:9:rx', path.join(tree, 'a', 'deep')]);
  if (isRoot) {
    fs.chownSync(path.join(tree, 'a', 'empty'), 1234, 4321);
    fs.chmodSync(path.join(tree, 'a', 'empty'), 0o4751);
    fs.lchownSync(path.join(tree, 'sym'), 77, 78);
    execFileSync('mknod', [path.join(tree, 'null'), 'c', '1', '3']);
  }
  execFileSync('touch', ['-h', '-d', '1999-01-02 03:04:05.678901234', path.join(tree, 'sym'), path.join(tree, 'a'), path.join(tree, 'a-b', 'x')]);
  execFileSync('touch', ['-d', '1961-01-02 03:04:05.678901234', path.join(tree, 'a', 'empty')]);
  return tree;
}
