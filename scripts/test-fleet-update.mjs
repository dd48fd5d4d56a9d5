// `npm run test:fleet-update`: releases, good and broken, rolled out to fifty agents (bench/README.md, Agent updates). --agents.
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
node([path.join(root, 'dist/test/update/fleet-main.js'), ...process.argv.slice(2)]);
