// Everything of a release but its runtime and its papers: what an agent on the machine starts.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { NODE_FLAGS, SMALL_ENVIRONMENT } from '../../agent/memory.js';
import type { Platform } from '../../shared/release/types.js';
import type { Bundle } from './bundle.js';
import type { ReleaseFiles } from './files.js';
import { nativeFiles, type PackageReader } from './natives.js';

const LAUNCHER = 'agent/launcher/launcher.sh';

/** `launcher`, `backup-agent` and `lib/`. */
export async function programFiles(root: string, { platform, version, bundle, read }: { platform: Platform; version: string; bundle: Bundle; read: PackageReader }): Promise<ReleaseFiles> {
  const files: ReleaseFiles = new Map([
    ['backup-agent', { bytes: Buffer.from(starter()), mode: 0o755 }],
    ['launcher', { bytes: readFileSync(path.join(root, LAUNCHER)), mode: 0o755 }],
    ['lib/package.json', { bytes: Buffer.from(`${JSON.stringify({ name: 'farvault', version, type: 'module' })}\n`), mode: 0o644 }],
  ]);
  for (const name of readdirSync(path.join(root, 'proto/farvault/v1')).sort()) {
    files.set(`lib/proto/farvault/v1/${name}`, { bytes: readFileSync(path.join(root, 'proto/farvault/v1', name)), mode: 0o644 });
  }
  for (const [name, file] of [...bundle.files, ...(await nativeFiles(platform, read))]) files.set(`lib/${name}`, file);
  return files;
}

/** Starts the program with the runtime beside it, small from the start (agent/memory.ts). Called through links, too. */
function starter(): string {
  const settings = Object.entries(SMALL_ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
  return `#!/bin/sh
# Starts the agent with the runtime beside this file.
set -e
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
home=$(CDPATH= cd -P "$(dirname "$self")" && pwd)
export ${settings.join(' ')}
exec "$home/bin/node" ${NODE_FLAGS.join(' ')} "$home/lib/main.js" "$@"
`;
}
