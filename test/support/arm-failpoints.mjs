// Loaded before an agent's program (NODE_OPTIONS=--import): arms failpoints in the one process that they are meant for, though launcher and all agents under it
// have the same environment. FARVAULT_TEST_ARMS is a folder; each file in it is for one process: `SLOT.N` or `trial.N`, holding what FARVAULT_FAILPOINTS shall be.
// Who takes a file removes it.
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env['FARVAULT_TEST_ARMS'];
const serves = process.argv[2] === 'run';
if (folder !== undefined && isMainThread && serves) {
  const mine = [process.env['FARVAULT_TRIAL'] === undefined ? process.env['FARVAULT_SLOT'] : 'trial', 'any'];
  for (const name of readdirSync(folder).sort()) {
    if (!mine.includes(name.split('.')[0])) continue;
    const taken = path.join(folder, `taken-${process.pid}`);
    renameSync(path.join(folder, name), taken);
    process.env['FARVAULT_FAILPOINTS'] = readFileSync(taken, 'utf8');
    rmSync(taken);
    break;
  }
}
