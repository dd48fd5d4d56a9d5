// Whether the same sources give the same bytes: builds once more from a copy elsewhere, with packages installed anew, in another time zone, language and with another umask.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Platform } from '../../shared/release/types.js';
import { sha256 } from './files.js';

const SOURCES = ['agent', 'backupctl', 'bench', 'proto', 'scripts', 'server', 'shared', 'test', 'package.json', 'package-lock.json', 'tsconfig.json', 'LICENSE'];
const PACKAGES = 'node_modules/.cache/farvault-release';

/** Ends with an error when an archive in `out` comes out otherwise. */
export function checkReproducible(root: string, { platforms, version, out }: { platforms: Platform[]; version: string; out: string }): void {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-again-'));
  try {
    const copy = path.join(scratch, 'elsewhere/of another name');
    mkdirSync(copy, { recursive: true });
    for (const name of SOURCES) cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    npmInstall(copy);
    // Fetched packages are checked by hash at each build: they need not come from the registry twice.
    if (existsSync(path.join(root, PACKAGES))) cpSync(path.join(root, PACKAGES), path.join(copy, PACKAGES), { recursive: true });
    buildAgain(copy, scratch, ['--version', version, ...platforms.flatMap((platform) => ['--platform', platform])]);
    const different = platforms.map((platform) => `farvault-agent-${version}-${platform}.tar.zst`).filter((name) => hashOf(path.join(out, name)) !== hashOf(path.join(scratch, name)));
    if (different.length > 0) throw new Error(`not reproducible: ${different.join(', ')}`);
    console.log('reproducible: the second build gave the same bytes');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const hashOf = (file: string): string => sha256(readFileSync(file));

function npmInstall(folder: string): void {
  must(spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit' }).status, 'npm ci');
}

function buildAgain(copy: string, scratch: string, args: string[]): void {
  const env = { ...process.env, TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' };
  const script = 'umask 077; "$0" "$1/node_modules/typescript/bin/tsc" -p "$1"; copy=$1; shift; exec "$0" "$copy/dist/scripts/release/release.js" "$@"';
  must(spawnSync('sh', ['-c', script, process.execPath, copy, '--out', scratch, ...args], { cwd: '/', env, stdio: 'inherit' }).status, 'the second build');
}

function must(status: number | null, what: string): void {
  if (status !== 0) throw new Error(`${what} failed`);
}
