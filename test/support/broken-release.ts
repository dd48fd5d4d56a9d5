// Releases that were built wrong, one for each way in which an agent must find out.
import type { Plugin } from 'esbuild';
import type { ReleaseFiles } from '../../scripts/release/files.js';

/**
 * crashes: ends with 1 at once. hangs: starts and does nothing. no-backup: connects, but no backup succeeds, the canary included. no-connect: everything works but the
 * connection. crashes-later: passes its trial and ends with 1 some time after it.
 */
export type Breakage = 'crashes' | 'hangs' | 'no-backup' | 'no-connect' | 'crashes-later';

/** In the bundle, the agent's way to its server ends in an error. */
export const neverConnects: Plugin = {
  name: 'never-connects',
  setup(build) {
    build.onLoad({ filter: /\/agent\/control\/connect\.ts$/ }, () => ({
      contents: "export const connectByBook = async () => { throw new Error('this release cannot connect'); };",
      loader: 'js',
    }));
  },
};

/** Changes the files of a good release. 'no-connect' is a bundle of its own (`neverConnects`). */
export function breakFiles(files: ReleaseFiles, breakage: Breakage, crashAfterMs: number): void {
  const script = (text: string): { bytes: Buffer; mode: 0o755 } => ({ bytes: Buffer.from(`#!/bin/sh\n${text}\n`), mode: 0o755 });
  switch (breakage) {
    case 'crashes':
      files.set('bin/node', script('exit 1'));
      break;
    case 'hangs':
      files.set('bin/node', script('exec sleep 100000'));
      break;
    case 'no-backup':
      files.set('lib/chunk-worker.js', { bytes: Buffer.from("throw new Error('this release cannot back up');\n"), mode: 0o644 });
      break;
    case 'crashes-later':
      files.set('lib/crash-later.mjs', { bytes: Buffer.from(crashLater(crashAfterMs)), mode: 0o644 });
      files.set('bin/node', script(`exec '${process.execPath}' --import "$(dirname "$0")/../lib/crash-later.mjs" "$@"`));
      break;
    case 'no-connect':
      break;
  }
}

/** Runs before the program. A trial is over when the launcher has removed its file. */
function crashLater(afterMs: number): string {
  return `import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const trial = process.env.FARVAULT_TRIAL === undefined ? null : process.env.FARVAULT_HOME + '/state/trial';
function look() {
  if (trial !== null && existsSync(trial)) setTimeout(look, 100).unref();
  else setTimeout(() => process.exit(1), ${afterMs}).unref();
}
if (isMainThread) look();
`;
}
