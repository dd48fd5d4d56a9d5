// `npm test`: everything that CI runs, from a clean clone: install, build, checks, all suites. Closes with 'N passed, N failed'.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, ensureInstalled, root } from './lib/run.mjs';

ensureInstalled();
build();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-test-'));
const report = path.join(scratch, 'report.json');
let passed = 0;
let failed = 0;
let skipped = 0;
const step = (name, args) => {
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (result.status === 0) return true;
  console.error(`${name}: failed`);
  return false;
};
for (const [name, args] of [
  ['check', ['scripts/check.mjs']],
  ['tests', ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)]],
]) {
  const good = step(name, args);
  if (name === 'check') {
    if (good) passed++;
    else failed++;
    continue;
  }
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    passed += json.numPassedTests;
    failed += json.numFailedTests;
    skipped += json.numPendingTests;
    if (!good && json.numFailedTests === 0) failed++;
  } catch (error) {
    console.error(`no test report: ${error.message}`);
    failed++;
  }
}
rmSync(scratch, { recursive: true, force: true });
console.log(skipped > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : `${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
