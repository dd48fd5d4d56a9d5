// A tree with one of everything that a backup must bring back. What this user or file system cannot make is left out and named.
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, ftruncateSync, linkSync, lutimesSync, mkdirSync, openSync, symlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setXattr } from '../../shared/sys/xattr.js';
import { seeded } from './random.js';

const b = (text: string): Buffer => Buffer.from(text, 'latin1');

export async function makeWeirdTree(root: string): Promise<{ missing: string[] }> {
  const missing: string[] = [];
  const attempt = (what: string, make: () => void): void => {
    try {
      make();
    } catch (error) {
      missing.push(`${what}: ${(error as Error).message}`);
    }
  };
  const at = (...names: (string | Buffer)[]): Buffer => Buffer.concat([Buffer.from(root), ...names.flatMap((name) => [Buffer.from('/'), typeof name === 'string' ? Buffer.from(name) : name])]);
  mkdirSync(root, { recursive: true });

  mkdirSync(at('empty-dir'));
  writeFileSync(at('empty-file'), '');
  writeFileSync(at('one-byte'), 'x');
  const random = seeded(7);
  const noise = Buffer.alloc(3 * 1024 * 1024 + 17);
  for (let i = 0; i < noise.length; i++) noise[i] = random.next() * 256;
  writeFileSync(at('large-random'), noise);
  writeFileSync(at('large-text'), 'the quick brown fox jumps over the lazy dog\n'.repeat(60_000));
  for (const size of [16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 64 * 1024, 256 * 1024, 256 * 1024 + 1]) writeFileSync(at(`size-${size}`), noise.subarray(0, size));

  mkdirSync(at('names'));
  for (const name of [b('not\xff-utf8\xfe'), b('new\nline'), b('tab\ttab'), b('-rf'), b(' leading and trailing '), b('back\\slash'), b('escape\x1b[31m'), b('quote"\''), Buffer.from('é-nfc'.normalize('NFC')), Buffer.from('é-nfd'.normalize('NFD')), Buffer.from('日本語'), b('a'.repeat(255)), b('*?[x]'), b('trailing.')]) {
    writeFileSync(at('names', name), name);
  }
  mkdirSync(at('names', b('dir\xff')));
  writeFileSync(at('names', b('dir\xff'), b('in\xfeside')), 'inside');
  // Order of names as bytes differs from order of paths as text.
  mkdirSync(at('order'));
  mkdirSync(at('order', 'a'));
  for (const name of ['a.txt', 'a-b', 'a b']) writeFileSync(at('order', name), name);
  writeFileSync(at('order', 'a', 'z'), 'z');

  const modes: [string, number][] = [['plain', 0o644], ['setuid', 0o4755], ['setgid', 0o2755], ['sticky', 0o1755], ['secret', 0o600], ['none', 0o000], ['all', 0o7777]];
  mkdirSync(at('modes'));
  for (const [name, mode] of modes) {
    writeFileSync(at('modes', name), name);
    chmodSync(at('modes', name), mode);
  }
  mkdirSync(at('modes', 'sticky-dir'));
  chmodSync(at('modes', 'sticky-dir'), 0o1777);
  mkdirSync(at('modes', 'read-only-dir'));
  writeFileSync(at('modes', 'read-only-dir', 'file'), 'in a read-only directory');
  chmodSync(at('modes', 'read-only-dir'), 0o555);

  mkdirSync(at('links'));
  writeFileSync(at('links', 'b-original'), 'linked');
  linkSync(at('links', 'b-original'), at('links', 'a-first-by-name'));
  linkSync(at('links', 'b-original'), at('links', 'c-third'));
  symlinkSync('b-original', at('links', 'to-file'));
  symlinkSync('..', at('links', 'to-parent'));
  symlinkSync('links', at('links', 'loop'));
  symlinkSync('/nowhere/at/all', at('links', 'dangling'));
  symlinkSync(b('target\xff'), at('links', 'to-not-utf8'));

  const sparse = openSync(at('sparse'), 'w');
  ftruncateSync(sparse, 64 * 1024 * 1024);
  writeSync(sparse, 'in the middle', 20 * 1024 * 1024 + 5);
  writeSync(sparse, 'near the end', 64 * 1024 * 1024 - 20);
  closeSync(sparse);
  closeSync(openSync(at('all-hole'), 'w'));
  execFileSync('truncate', ['-s', '8M', path.join(root, 'all-hole')]);

  mkdirSync(at('times'));
  for (const [name, time] of [['1901', '1901-12-14 00:00:00.123456789 UTC'], ['1969', '1969-12-31 23:59:59.999999999 UTC'], ['2107', '2107-01-01 01:02:03.000000001 UTC'], ['nano', '2024-02-29 12:34:56.987654321 UTC']] as const) {
    writeFileSync(at('times', name), name);
    attempt(`time ${name}`, () => execFileSync('touch', ['-d', time, path.join(root, 'times', name)]));
  }
  lutimesSync(at('links', 'dangling'), 1_000_000_000, 1_000_000_000.5);

  attempt('extended attributes', () => {
    setXattr(at('one-byte'), b('user.colour'), b('blue\0and\xff'));
    setXattr(at('empty-dir'), b('user.on.a.directory'), b(''));
    setXattr(at('large-text'), b('user.long'), Buffer.alloc(2000, 7));
  });
  attempt('POSIX ACL', () => execFileSync('setfacl', ['-m', 'u:12345:rwx,g:54321:r--', path.join(root, 'size-16384')]));
  attempt('default ACL', () => execFileSync('setfacl', ['-d', '-m', 'u:12345:rx', path.join(root, 'empty-dir')]));
  attempt('capability', () => execFileSync('setcap', ['cap_net_bind_service=+ep', path.join(root, 'modes', 'plain')], { stdio: 'pipe' }));
  attempt('owner', () => execFileSync('chown', ['-h', '12345:54321', path.join(root, 'one-byte'), path.join(root, 'links', 'dangling')]));
  // chown takes setuid away: set again.
  attempt('fifo', () => execFileSync('mkfifo', [path.join(root, 'fifo')]));
  attempt('character device', () => execFileSync('mknod', [path.join(root, 'null-device'), 'c', '1', '3'], { stdio: 'pipe' }));
  attempt('block device', () => execFileSync('mknod', [path.join(root, 'block-device'), 'b', '7', '200'], { stdio: 'pipe' }));

  let deep = Buffer.from(path.join(root, 'deep'));
  mkdirSync(deep);
  for (let level = 0; level < 60; level++) {
    deep = Buffer.concat([deep, b(`/level-${level}`)]);
    mkdirSync(deep);
  }
  writeFileSync(Buffer.concat([deep, b('/bottom')]), 'at the bottom');

  mkdirSync(at('many'));
  for (let i = 0; i < 500; i++) {
    if (i % 100 === 0) mkdirSync(at('many', `d${i / 100}`));
    writeFileSync(at('many', `d${Math.floor(i / 100)}`, `f${i}`), `file ${i}\n`.repeat(i % 50));
  }
  utimesSync(at('many', 'd0'), 1_234_567_890, 1_234_567_890.25);
  return { missing };
}
