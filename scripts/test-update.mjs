// `npm run test:update`: updates with something happening to each (docs/reliability.md). --seed, --only, --from, --to, --kind, --agents.
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
// All of the suite: the launcher by itself first.
if (process.argv.length === 2) node([path.join(root, 'dist/agent/launcher/testing/kill-points-main.js')]);
node([path.join(root, 'dist/test/update/suite-main.js'), ...process.argv.slice(2)]);
