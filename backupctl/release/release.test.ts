// The ceremony by hand: keys, root, targets, signatures, rotation, in files of a directory.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { compress, decompress } from '@cloudpss/zstd';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { initialTrust, acceptNextRoot, parseMetadata, checkSignatures } from '../../shared/release/index.js';
import { keygen, newRoot, type LocalContext, type RootOptions } from './ceremony.js';
import { createTargets, type CreateOptions } from './create.js';
import { show, sign } from './signing.js';

const YEAR_S = 365 * 86_400;

let dir: string;
let printed: string;
let noted: string;
const context: LocalContext = {
  json: false,
  signal: new AbortController().signal,
  printJson: (value) => (printed += JSON.stringify(value)),
  print: (text) => (printed += `${text}\n`),
  note: (text) => (noted += `${text}\n`),
};
const at = (name: string): string => path.join(dir, name);
const last = (): string => [printed, (printed = '')][0];

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'farvault-release-'));
  printed = noted = '';
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
});

async function keys(...names: string[]): Promise<void> {
  for (const name of names) await keygen({ out: at(name), passphrase: false }, context);
  last();
}

async function root(out: string, options: Partial<RootOptions> = {}): Promise<void> {
  const pub = (name: string): string => at(`${name}.pub`);
  const first = { rootKey: ['r1', 'r2', 'r3'].map(pub), targetsKey: [pub('t1')], serverKey: [pub('s1')] };
  await newRoot({ out: at(out), expires: YEAR_S, ...(options.previous === undefined ? first : {}), ...options }, context);
}

async function archive(version: string, platform = 'linux-x64', name = 'release.json', manifest: Record<string, unknown> = { format: 1, version, platform, node: '24.21.0', launcher: 1, stateFormat: 1, files: [] }): Promise<string> {
  const tar = pack();
  const parts: Buffer[] = [];
  const ended = new Promise((resolve) => tar.on('data', (part) => parts.push(part as Buffer)).on('end', () => resolve(null)));
  tar.entry({ name }, JSON.stringify(manifest));
  tar.entry({ name: 'bin/node' }, Buffer.alloc(300_000, version));
  tar.finalize();
  await ended;
  const file = at(`farvault-agent-${version}-${platform}.tar.zst`);
  await writeFile(file, compress(Buffer.concat(parts), 3));
  return file;
}

const create = (archives: string[], options: Partial<CreateOptions> & { targets: string }): Promise<void> => createTargets(archives, { expires: YEAR_S, ...options, targets: at(options.targets) }, context);

describe('keygen', () => {
  it('writes a sealed key that its owner alone can read, and the public one; never over a file', async () => {
    vi.stubEnv('FARVAULT_KEY_PASSPHRASE', 'several long words');
    await keygen({ out: at('k'), passphrase: true }, context);
    expect((await stat(at('k'))).mode & 0o777).toBe(0o600);
    expect(await readFile(at('k'), 'utf8')).toContain('ENCRYPTED');
    await expect(keygen({ out: at('k'), passphrase: true }, context)).rejects.toMatchObject({ code: 'EXISTS' });
    await writeFile(at('pass'), 'short\n');
    await expect(keygen({ out: at('l'), passphrase: true, passphraseFile: at('pass') }, context)).rejects.toThrow(/less than 12 bytes/);
  });
});

describe('a ceremony', () => {
  it('makes a root that counts when two of three have signed, says what is signed before, and refuses strangers', async () => {
    await keys('r1', 'r2', 'r3', 't1', 's1');
    await root('1.root.json');
    expect(last()).toMatch(/root, version 1.*root {6}2 of 3.*0 of 2: 2 lacking/s);
    await sign(at('1.root.json'), { key: at('r1') }, context);
    expect(noted).toMatch(/^root, version 1, expires .*\nfingerprint [0-9a-f]{64}\n/);
    expect(last()).toContain('1 of 2: 1 lacking');
    await expect(sign(at('1.root.json'), { key: at('t1') }, context)).rejects.toMatchObject({ code: 'REFUSED' });
    await sign(at('1.root.json'), { key: at('r1') }, context);
    expect(last()).toContain('1 of 2: 1 lacking');
    await sign(at('1.root.json'), { key: at('r3') }, context);
    expect(last()).toContain('2 of 2: enough');
    expect(initialTrust(await readFile(at('1.root.json'))).version).toBe(1);
  });

  it('a root key is replaced by the next root: both the old and the new threshold sign', async () => {
    await keys('r1', 'r2', 'r3', 'r4', 't1', 't2', 's1');
    await root('1.root.json');
    for (const key of ['r1', 'r2']) await sign(at('1.root.json'), { key: at(key) }, context);
    await root('2.root.json', { previous: at('1.root.json'), rootKey: ['r2', 'r3', 'r4'].map((name) => at(`${name}.pub`)), targetsKey: [at('t2.pub')] });
    last();
    await show(at('2.root.json'), { previous: at('1.root.json') }, context);
    expect(last()).toMatch(/against root 1:\n {2}root: \w+ goes, \w+ comes\n {2}targets: \w+ goes, \w+ comes\n/);
    for (const key of ['r2', 'r4']) await sign(at('2.root.json'), { key: at(key), previous: at('1.root.json') }, context);
    expect(last()).toMatch(/root 2 itself counts: 2 of 2: enough\nsignatures that root 1 before it counts: 1 of 2: 1 lacking/);
    await sign(at('2.root.json'), { key: at('r1'), previous: at('1.root.json') }, context);
    const first = initialTrust(await readFile(at('1.root.json')));
    expect(acceptNextRoot(first, await readFile(at('2.root.json')), '2.root.json').version).toBe(2);
    await root('3.root.json', { previous: at('2.root.json') });
    await expect(sign(at('3.root.json'), { key: at('r2'), previous: at('1.root.json') }, context)).rejects.toThrow(/does not follow version 1/);
  });

  it.each<[string, Partial<RootOptions>, RegExp]>([
    ['one key twice', { rootKey: ['r1', 'r1'] }, /the same key twice/],
    ['a threshold that cannot be reached', { threshold: 4 }, /4 signatures of 3 keys/],
    ['a threshold of none', { threshold: 0 }, /0 signatures of 3 keys/],
  ])('no root is made with %s', async (_name, change, message) => {
    await keys('r1', 'r2', 'r3', 't1', 's1');
    await expect(root('1.root.json', { ...change, ...(change.rootKey === undefined ? {} : { rootKey: change.rootKey.map((name) => at(`${name}.pub`)) }) })).rejects.toThrow(message);
  });
});

describe('targets', () => {
  it('list archives by what stands in them; the next ones carry on', async () => {
    await keys('r1', 'r2', 'r3', 't1', 's1');
    await root('1.root.json');
    await create([await archive('1.2.0'), await archive('1.2.0', 'linux-arm64')], { targets: '1.targets.json', minimumVersion: '1.0.0' });
    await sign(at('1.targets.json'), { key: at('t1'), root: at('1.root.json') }, context);
    expect(last()).toContain('1 of 1: enough');
    await create([await archive('1.3.0-rc.1')], { targets: '2.targets.json', previous: at('1.targets.json'), channel: ['beta'] });
    last();
    await show(at('2.targets.json'), {}, { ...context, json: true });
    const shown = JSON.parse(last()) as { version: number; minimumVersion: string; targets: { version: string; platform: string; channels: string[] }[] };
    expect(shown).toMatchObject({ version: 2, minimumVersion: '1.0.0' });
    expect(shown.targets.map(({ version, platform, channels }) => [version, platform, ...channels])).toEqual([['1.2.0', 'linux-arm64', 'stable'], ['1.2.0', 'linux-x64', 'stable'], ['1.3.0-rc.1', 'linux-x64', 'beta']]);
    const signed = parseMetadata('targets', await readFile(at('1.targets.json')), 'x');
    checkSignatures(parseMetadata('root', await readFile(at('1.root.json')), 'x'), signed);
  });

  it('an archive goes into one more channel, an old version is dropped, the floor rises', async () => {
    const [old, next] = [await archive('1.2.0'), await archive('1.3.0')];
    await create([old], { targets: '1.targets.json', minimumVersion: '1.1.0' });
    await create([next], { targets: '2.targets.json', previous: at('1.targets.json'), channel: ['beta'] });
    await create([next], { targets: '3.targets.json', previous: at('2.targets.json'), channel: ['stable'], drop: ['1.2.0'], minimumVersion: '1.3.0' });
    last();
    await show(at('3.targets.json'), {}, { ...context, json: true });
    expect(JSON.parse(last())).toMatchObject({ version: 3, minimumVersion: '1.3.0', targets: [{ version: '1.3.0', channels: ['beta', 'stable'] }] });
  });

  it('refuses what would confuse agents', async () => {
    const file = await archive('1.2.0');
    await create([file], { targets: '1.targets.json', minimumVersion: '1.1.0' });
    const carryOn = { targets: '2.targets.json', previous: at('1.targets.json') };
    await expect(create([file], { targets: '2.targets.json' })).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('would hold version 1') as string });
    await writeFile(file, compress(await tarOf('1.2.0'), 1));
    await expect(create([file], carryOn)).rejects.toThrow(/is listed with other bytes/);
    await expect(create([await archive('2.0.0-rc.1')], carryOn)).rejects.toThrow(/pre-release and does not go into stable/);
    await expect(create([], { ...carryOn, minimumVersion: '1.0.0' })).rejects.toThrow(/never goes down/);
    await expect(create([], { ...carryOn, drop: ['7.0.0'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(create([], { targets: '3.targets.json' })).rejects.toThrow(/no archive/);
    await expect(create([at('none')], carryOn)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each<[string, () => Promise<Buffer | string>]>([
    ['no zstd', () => Promise.resolve(Buffer.from('not an archive'))],
    ['another first file', () => archive('1.2.0', 'linux-x64', 'readme')],
    ['another format', () => archive('1.2.0', 'linux-x64', 'release.json', { format: 2 })],
    ['no version', () => archive('1.2.0', 'linux-x64', 'release.json', { format: 1, version: '../1', platform: 'linux-x64', launcher: 1 })],
    ['no launcher', () => archive('1.2.0', 'linux-x64', 'release.json', { format: 1, version: '1.2.0', platform: 'linux-x64' })],
    ['cut short', async () => (await readFile(await archive('1.2.0'))).subarray(0, 100)],
  ])('an archive with %s is refused, and named', async (_name, make) => {
    const made = await make();
    const file = typeof made === 'string' ? made : at('broken.tar.zst');
    if (typeof made !== 'string') await writeFile(file, made);
    await expect(create([file], { targets: '1.targets.json' })).rejects.toMatchObject({ code: 'FORMAT' });
  });
});

/** The tar inside, with more zeros at its end. */
async function tarOf(version: string): Promise<Buffer> {
  return Buffer.concat([Buffer.from(decompress(await readFile(at(`farvault-agent-${version}-linux-x64.tar.zst`)))), Buffer.alloc(1024)]);
}
