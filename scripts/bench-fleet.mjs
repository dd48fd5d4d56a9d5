// `npm run bench:fleet`: a thousand light agents against one server (bench/README.md, Fleet).
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
node([path.join(root, 'dist/bench/fleet/main.js'), ...process.argv.slice(2)]);
