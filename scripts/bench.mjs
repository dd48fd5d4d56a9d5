// `npm run bench -- --corpora DIR ...`: end to end beside peers (bench/end-to-end), in namespaces of its own; `npm run bench -- --stages` runs the stages alone.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
const args = process.argv.slice(2);
if (args[0] === '--stages') {
  for (const name of readdirSync(path.join(root, 'dist/bench/stages')).sort()) if (name.endsWith('.js')) node([path.join(root, 'dist/bench/stages', name), ...args.slice(1)]);
} else {
  const main = path.join(root, 'dist/bench/end-to-end/main.js');
  const result = spawnSync('unshare', ['-n', '-m', '--propagation', 'private', 'sh', '-c', 'ip link set lo up; exec "$0" "$@"', process.execPath, main, ...args], { stdio: 'inherit' });
  process.exit(result.status ?? 1);
}
