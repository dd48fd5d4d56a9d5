// Small helpers of the developer scripts. No dependencies: they run before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Runs a program with inherited output; exits with its code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error !== undefined) {
    console.error(`cannot run ${command}: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}

export function node(args, options) {
  run(process.execPath, args, options);
}

/** Installs what package-lock.json names unless exactly that is installed already. */
export function ensureInstalled({ quiet = true } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node ${process.versions.node} is too old: Farvault needs 20.19 or later.`);
    process.exit(1);
  }
  const lock = path.join(root, 'package-lock.json');
  const stamp = path.join(root, 'node_modules', '.farvault-lock');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing packages ...');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...(quiet ? ['--loglevel=error'] : [])]);
  writeFileSync(stamp, wanted);
}

/** Compiles to dist/ (incrementally). */
export function build() {
  node([path.join(root, 'node_modules/typescript/bin/tsc'), '-p', root]);
}
