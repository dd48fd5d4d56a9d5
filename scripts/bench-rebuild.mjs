// `npm run bench:rebuild`: the index of a million chunks made anew (docs/reliability.md, G16).
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
node([path.join(root, 'dist/bench/rebuild/main.js'), ...process.argv.slice(2)], { cwd: root });
