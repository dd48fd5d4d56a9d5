// `npm run release`: the agent's archives, one for each platform. Options: scripts/release/release.ts.
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
node([path.join(root, 'dist/scripts/release/release.js'), ...process.argv.slice(2)], { cwd: process.cwd() });
