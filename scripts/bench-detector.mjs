// `npm run bench:detector`: false alarms and misses of the detector of mass change (docs/alerts.md).
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
node([path.join(root, 'dist/bench/detector/main.js'), ...process.argv.slice(2)], { cwd: root });
