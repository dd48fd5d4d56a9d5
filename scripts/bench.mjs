// `npm run bench -- --stages TREE`: each stage alone. `npm run bench -- --corpora DIR ...`: end to end beside peers, in namespaces of its own (needs root).
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
const args = process.argv.slice(2);
if (args[0] === '--stages') {
  node([path.join(root, 'dist/bench/stages/all.js'), ...args.slice(1)]);
} else {
  const main = path.join(root, 'dist/bench/end-to-end/main.js');
  const result = spawnSync('unshare', ['-n', '-m', '--propagation', 'private', 'sh', '-c', 'ip link set lo up; exec "$0" "$@"', process.execPath, main, ...args], { stdio: 'inherit' });
  process.exit(result.status ?? 1);
}
