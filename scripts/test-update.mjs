// `npm run test:update`: updates with something happening to each (docs/reliability.md). --seed, --only, --from, --to, --kind, --agents.
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
node([path.join(root, 'dist/test/update/suite-main.js'), ...process.argv.slice(2)]);
