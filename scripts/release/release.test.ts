// What a release is made of, without a registry: the runtime is this machine's Node.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { decompress } from '@cloudpss/zstd';
import { extract, type Header } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReleaseManifest } from '../../shared/release/types.js';
import { buildTestRelease } from '../../test/support/release-rig.js';
import { packRelease } from './archive.js';
import { bundleAgent, type Bundle } from './bundle.js';
import { cutSymbols } from './elf.js';
import { sha256, type ReleaseFiles } from './files.js';
import { componentsOf } from './inside.js';
import { nativePackages } from './natives.js';
import { matches, readLock } from './packages.js';
import { licences, sbom } from './papers.js';

const ROOT = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-release-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function entries(archive: Buffer): Promise<{ header: Header; bytes: Buffer }[]> {
  const found: { header: Header; bytes: Buffer }[] = [];
  const reader = extract();
  reader.end(Buffer.from(decompress(archive)));
  for await (const entry of reader) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    found.push({ header: entry.header, bytes: Buffer.concat(parts) });
  }
  return found;
}

describe('cutting symbols', () => {
  const own = readFileSync(process.execPath);

  it('leaves a program that runs', () => {
    const cut = cutSymbols(own, process.arch);
    expect(cut.length).toBeLessThan(own.length);
    const file = path.join(scratch, 'node');
    writeFileSync(file, cut);
    chmodSync(file, 0o755);
    expect(spawnSync(file, ['-p', '6 * 7'], { encoding: 'utf8' }).stdout).toBe('42\n');
    expect(cutSymbols(cut, process.arch).equals(cut)).toBe(true);
  });

  const changed = (change: (file: Buffer) => void): Buffer => {
    const file = Buffer.from(own.subarray(0, 4096));
    change(file);
    return file;
  };
  it.each([
    ['no ELF', changed((file) => file.write('#!/b'))],
    ['32 bits', changed((file) => file.writeUInt8(1, 4))],
    ['a core dump', changed((file) => file.writeUInt16LE(4, 16))],
    ['another processor', changed((file) => file.writeUInt16LE(8, 18))],
    ['headers far outside', changed((file) => file.writeBigUInt64LE(0xffff_ffff_ffff_fff0n, 32))],
    ['no program headers', changed((file) => file.writeUInt16LE(0, 56))],
    ['too many program headers', changed((file) => file.writeUInt16LE(0xffff, 56))],
    ['a file that was cut short', changed(() => undefined)],
    ['a file of a few bytes', own.subarray(0, 20)],
  ])('refuses %s', (_name, file) => {
    expect(() => cutSymbols(file, process.arch)).toThrow('not an ELF file that can be shortened');
  });
});

describe('packing', () => {
  const facts = { version: '1.2.3', platform: 'linux-x64', node: '24.0.0', launcher: 1, stateFormat: 1 } as const;
  const file = (text: string, mode: 0o644 | 0o755 = 0o644): { bytes: Buffer; mode: 0o644 | 0o755 } => ({ bytes: Buffer.from(text), mode });
  const long = `lib/${'deep/'.repeat(30)}leaf.js`;
  const files: ReleaseFiles = new Map([
    ['lib/b.js', file('b')],
    ['backup-agent', file('#!/bin/sh\n', 0o755)],
    ['lib/B.js', file('B')],
    [long, file('')],
  ]);

  it('gives the same bytes in whatever order and time zone', async () => {
    const archive = await packRelease(facts, files, 3);
    const zone = process.env.TZ;
    process.env.TZ = 'Pacific/Kiritimati';
    try {
      expect((await packRelease(facts, new Map([...files].reverse()), 3)).equals(archive)).toBe(true);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('holds release.json first, then plain files in the order of their bytes, of nobody and of one time', async () => {
    const found = await entries(await packRelease(facts, files, 3));
    expect(found.map(({ header }) => header.name)).toEqual(['release.json', 'backup-agent', 'lib/B.js', 'lib/b.js', long]);
    for (const { header } of found) expect(header).toMatchObject({ type: 'file', uid: 0, gid: 0, uname: '', gname: '', mtime: new Date('2000-01-01T00:00:00Z') });
    const manifest = JSON.parse(found[0].bytes.toString()) as ReleaseManifest;
    expect(manifest).toMatchObject({ format: 1, ...facts });
    expect(manifest.files).toEqual(found.slice(1).map(({ header, bytes }) => ({ path: header.name, bytes: bytes.length, sha256: sha256(bytes), mode: header.mode })));
    expect(manifest.files[0].mode).toBe(0o755);
  });
});

describe('a release', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleAgent(ROOT);
  });

  it('holds the program and every worker that it starts, and no path of the machine that built it', () => {
    const names = [...bundle.files.keys()];
    expect(names).toEqual(expect.arrayContaining(['main.js', 'scan-worker.js', 'chunk-worker.js', 'write/write-worker.js']));
    for (const { bytes } of bundle.files.values()) expect(bytes.includes(ROOT)).toBe(false);
  });

  it('lists all packages inside with version, hash and licence, the same each time', () => {
    const native = nativePackages('linux-arm64').map((name) => `node_modules/${name}`);
    const lock = readLock(ROOT);
    const components = componentsOf(ROOT, lock, [...bundle.packages, ...native], native);
    const document = JSON.parse(sbom('1.2.3', 'linux-arm64', components).toString()) as {
      serialNumber: string;
      components: { name: string; group?: string; version: string; purl: string; hashes: { alg: string; content: string }[]; licenses: object[] }[];
    };
    expect(document).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: { name: 'farvault-agent', version: '1.2.3' } } });
    expect(document.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(document.components.map(({ purl }) => purl)).toEqual(expect.arrayContaining([expect.stringMatching(/^pkg:npm\/%40grpc\/grpc-js@1\./), expect.stringMatching(/^pkg:npm\/%40koromix\/koffi-linux-arm64@/)]));
    for (const { name, group, version, hashes, licenses } of document.components) {
      const folder = `node_modules/${group === undefined ? '' : `${group}/`}${name}`;
      expect(version).toMatch(/^\d/);
      if (lock[folder]?.version === version) expect(`sha512-${Buffer.from(hashes[0].content, 'hex').toString('base64')}`).toBe(lock[folder].integrity);
      expect(licenses).toHaveLength(1);
    }
    expect(sbom('1.2.3', 'linux-arm64', components).equals(sbom('1.2.3', 'linux-arm64', componentsOf(ROOT, lock, [...native, ...bundle.packages].reverse(), native)))).toBe(true);
    const texts = licences(ROOT, components).toString();
    for (const { name, version, texts: own } of components) {
      expect(texts).toContain(`${name} ${version}. Licence: `);
      for (const text of own) expect(texts).toContain(text);
    }
  });

  it('starts by its backup-agent, through links and from any folder, and knows its version', async () => {
    const { file } = await buildTestRelease({ version: '7.8.9-test.1', out: scratch });
    const home = path.join(scratch, 'a slot');
    for (const { header, bytes } of await entries(readFileSync(file))) {
      const target = path.join(home, header.name);
      spawnSync('mkdir', ['-p', path.dirname(target)]);
      writeFileSync(target, bytes, { mode: header.mode });
    }
    spawnSync('ln', ['-s', 'a slot/backup-agent', path.join(scratch, 'link')]);
    spawnSync('ln', ['-s', path.join(scratch, 'link'), path.join(scratch, 'link-to-link')]);
    for (const program of [path.join(home, 'backup-agent'), path.join(scratch, 'link-to-link')]) {
      expect(spawnSync(program, ['--version'], { encoding: 'utf8', cwd: '/' })).toMatchObject({ status: 0, stdout: '7.8.9-test.1\n', stderr: '' });
    }
  });
});

describe('a fetched package', () => {
  it('is taken for what it is only by a SHA-512 hash', () => {
    const bytes = Buffer.from('abc');
    const integrity = 'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==';
    expect(matches(bytes, integrity)).toBe(true);
    expect(matches(Buffer.from('abd'), integrity)).toBe(false);
    expect(matches(bytes, 'sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=')).toBe(false);
    expect(matches(bytes, 'sha512-')).toBe(false);
  });
});
