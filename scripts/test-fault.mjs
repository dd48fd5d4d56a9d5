// `npm run test:fault`: the long fault suites. FARVAULT_SEED and FARVAULT_POINT replay one failure.
import path from 'node:path';
import { build, ensureInstalled, root, run } from './lib/run.mjs';

ensureInstalled();
build();
run(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=verbose', 'test/fault', 'server/repository/crash-enumeration', ...process.argv.slice(2)], { env: { ...process.env, FARVAULT_FAULT: 'long' } });
