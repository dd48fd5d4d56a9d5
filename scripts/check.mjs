// `npm run check`: types, lint, the import table, the lock file, generated files, dead code.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, ensureInstalled, node, root, run } from './lib/run.mjs';

ensureInstalled();
build();
node([path.join(root, 'node_modules/eslint/bin/eslint.js'), '.']);
node([path.join(root, 'scripts/check-imports.mjs')]);
node([path.join(root, 'scripts/check-lock.mjs')]);
node([path.join(root, 'scripts/generate-wasm.mjs'), '--check']);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-gen-'));
try {
  node([path.join(root, 'scripts/generate.mjs'), path.join(scratch, 'gen')]);
  run('diff', ['-r', path.join(scratch, 'gen'), path.join(root, 'shared/rpc/gen')]);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
node([path.join(root, 'node_modules/knip/bin/knip.js')]);
console.log('check: all good');
