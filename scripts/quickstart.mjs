// `npm run quickstart`: from a clean clone to a backup that was restored and compared. Installs and builds, then hands over to the compiled program.
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
console.log('Building ...');
build();
node([path.join(root, 'dist/scripts/quickstart/quickstart.js'), ...process.argv.slice(2)]);
