// `npm run release -- [--platform P]... [--out DIR] [--version V] [--level N] [--cache DIR]`: makes the agent's archives. `--check`: makes them twice and compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { valid } from 'semver';
import { PLATFORMS, type Platform } from '../../shared/release/types.js';
import { RELEASE_LEVEL } from './archive.js';
import { buildRelease, type Release } from './build.js';
import { buildTwice } from './check.js';
import { sha256 } from './files.js';

const ROOT = path.join(import.meta.dirname, '../../..');
/** Of a file's path, what it is part of. */
const SHARES: [string, RegExp][] = [
  ['runtime', /^bin\//],
  ['native parts', /^lib\/node_modules\//],
  ['program', /^lib\//],
  ['licences, list of parts', /^(LICENSES|sbom)/],
  ['launcher, starter', /./],
];

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

function sizes({ files }: Release): string {
  const sums = new Map(SHARES.map(([name]) => [name, 0]));
  for (const [file, { bytes }] of files) {
    const [share] = SHARES.find(([, pattern]) => pattern.test(file)) ?? SHARES[0];
    sums.set(share, (sums.get(share) ?? 0) + bytes.length);
  }
  const total = [...sums.values()].reduce((sum, bytes) => sum + bytes, 0);
  return `installed ${megabytes(total)}: ${[...sums].map(([name, bytes]) => `${name} ${megabytes(bytes)}`).join(', ')}`;
}

function platformsOf(names: string[]): Platform[] {
  return names.map((name) => {
    const platform = PLATFORMS.find((known) => known === name);
    if (platform === undefined) throw new Error(`${name} is no platform: ${PLATFORMS.join(', ')}`);
    return platform;
  });
}

const { values } = parseArgs({
  options: {
    platform: { type: 'string', multiple: true, default: [...PLATFORMS] },
    out: { type: 'string', default: path.join(ROOT, 'release') },
    version: { type: 'string', default: (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version },
    level: { type: 'string', default: String(RELEASE_LEVEL) },
    cache: { type: 'string', default: path.join(ROOT, 'node_modules/.cache/farvault-release') },
    check: { type: 'boolean', default: false },
  },
});
const { version, out, level, cache } = values;
if (valid(version) !== version) throw new Error(`${version} is no version`);
const platforms = platformsOf(values.platform);
const nameOf = (platform: Platform): string => `farvault-agent-${version}-${platform}.tar.zst`;

if (values.check) {
  const args = ['--version', version, '--level', level, '--cache', cache, ...platforms.flatMap((platform) => ['--platform', platform])];
  buildTwice(ROOT, { names: platforms.map(nameOf), args, out });
} else {
  mkdirSync(out, { recursive: true });
  for (const platform of platforms) {
    const release = await buildRelease({ root: ROOT, platform, version, cache, level: Number(level) });
    writeFileSync(path.join(out, nameOf(platform)), release.archive);
    console.log(`${nameOf(platform)}  ${megabytes(release.archive.length)}  sha256 ${sha256(release.archive)}\n  ${sizes(release)}`);
  }
}
