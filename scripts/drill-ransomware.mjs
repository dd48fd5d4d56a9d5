// `npm run drill:ransomware`: somebody with root on an agent for ninety simulated days, 10,000 snapshots in a flood, rules, trash and garbage collection each night;
// then every earlier snapshot that the rules would have kept is restored. FARVAULT_SEED and FARVAULT_FLOOD change it.
import path from 'node:path';
import { ensureInstalled, root, run } from './lib/run.mjs';

ensureInstalled();
run(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=verbose', 'test/fault/ransomware', ...process.argv.slice(2)], { env: { ...process.env, FARVAULT_FAULT: 'long' } });
