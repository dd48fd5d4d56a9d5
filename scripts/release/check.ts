// Whether the same sources give the same bytes: builds in two copies of the sources, each with packages installed anew; the second lies elsewhere and is built in another
// working directory, time zone and language and with another umask. The first one's archives are kept.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sha256 } from './files.js';

const SOURCES = ['agent', 'backupctl', 'bench', 'proto', 'scripts', 'server', 'shared', 'test', 'package.json', 'package-lock.json', 'tsconfig.json', 'LICENSE'];
const OTHERWISE = { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', SOURCE_DATE_EPOCH: '1' };

/** `args`: for both builds. An error when an archive comes out otherwise. */
export function buildTwice(root: string, { names, args, out }: { names: string[]; args: string[]; out: string }): void {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-twice-'));
  const [first, second] = ['first', 'elsewhere/of another name'].map((name) => path.join(scratch, name));
  try {
    // Both before the first build: nobody's edit comes between.
    for (const name of SOURCES) cpSync(path.join(root, name), path.join(first, name), { recursive: true });
    cpSync(first, second, { recursive: true });
    build('022', first, args, {}, first);
    build('077', second, args, OTHERWISE, '/');
    mkdirSync(out, { recursive: true });
    const different = names.filter((name) => sha256(readFileSync(path.join(first, 'release', name))) !== sha256(readFileSync(path.join(second, 'release', name))));
    if (different.length > 0) throw new Error(`not reproducible: ${different.join(', ')}`);
    for (const name of names) copyFileSync(path.join(first, 'release', name), path.join(out, name));
    console.log(`reproducible: both builds gave the same bytes (${names.join(', ')})`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function build(umask: string, copy: string, args: string[], env: Record<string, string>, cwd: string): void {
  const command = [process.execPath, path.join(copy, 'scripts/release.mjs'), ...args];
  const { status } = spawnSync('sh', ['-c', 'umask "$0" && exec "$@"', umask, ...command], { cwd, env: { ...process.env, ...env }, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the build in ${copy} failed`);
}
