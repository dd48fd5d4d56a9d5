// `npm run bench:store [DIR [CHUNKS [SNAPSHOTS]]]`: garbage collection and starts of a large synthetic repository. DIR is made when it is not there, and used up: half of its snapshots go.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
const [given, chunks = '1000000', snapshots = '1000'] = process.argv.slice(2);
const dir = given ?? mkdtempSync(path.join(os.tmpdir(), 'farvault-store-'));
const phase = (name, ...rest) => {
  console.log(`${name}:`);
  node([path.join(root, 'dist/bench/store/phases.js'), name, dir, ...rest], { cwd: root });
};
try {
  if (!existsSync(path.join(dir, 'packs'))) phase('fill', chunks, snapshots);
  // After a clean end, then the collection, which ends without closing, then after that unclean end.
  phase('start');
  phase('collect');
  phase('start');
} finally {
  if (given === undefined) rmSync(dir, { recursive: true, force: true });
}
