// `npm test`: everything that CI runs, from a clean clone: install, build, checks, all suites. Closes with 'N passed, N failed'.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundlePrograms } from './lib/bundle-programs.mjs';
import { build, ensureInstalled, root } from './lib/run.mjs';

const CHECK_NICENESS = 10;

ensureInstalled();
build();
const env = { ...process.env, FARVAULT_PROGRAMS: await bundlePrograms() };
const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-test-'));
const report = path.join(scratch, 'report.json');
let passed = 0;
let failed = 0;
let skipped = 0;

/** True: it ended well. */
function step(args, stdio) {
  const child = spawn(process.execPath, args, { cwd: root, stdio, env });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve(code === 0)));
  return { child, ended };
}

// The suites wait more than they work; the check takes what they leave, and is not to disturb them.
const check = step(['scripts/check.mjs'], ['ignore', 'pipe', 'pipe']);
os.setPriority(check.child.pid, CHECK_NICENESS);
const said = [];
for (const stream of [check.child.stdout, check.child.stderr]) stream.on('data', (data) => said.push(data));
const tests = step(['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)], 'inherit');

const wellTested = await tests.ended;
if (await check.ended) passed++;
else failed++;
console.log(Buffer.concat(said).toString());
try {
  const json = JSON.parse(readFileSync(report, 'utf8'));
  passed += json.numPassedTests;
  failed += json.numFailedTests;
  skipped += json.numPendingTests;
  if (!wellTested && json.numFailedTests === 0) failed++;
} catch (error) {
  console.error(`no test report: ${error.message}`);
  failed++;
}
rmSync(scratch, { recursive: true, force: true });
console.log(skipped > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : `${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
