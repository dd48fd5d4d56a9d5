// `npm run test:fault`: the long fault suites, one part after the other, and a table of what each has done. FARVAULT_SEED replays what a failure prints.
//   --list              the parts
//   --part NAME ...     those alone
//   --share 0.1         a tenth of each count; FARVAULT_<COUNT>=n sets one by itself
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, ensureInstalled, root } from './lib/run.mjs';

/** `counts`: environment variables and their numbers when all is run; `limitMin`: a part that takes longer is ended, and has failed. */
const PARTS = [
  { name: 'enumeration', what: 'G1 states after a loss of power, enumerated', files: ['server/repository/crash-enumeration'], counts: {}, limitMin: 40 },
  { name: 'kills', what: 'G2 kills of a bare repository', files: ['test/fault/kill-loop'], counts: { FARVAULT_KILLS: 2_000 }, limitMin: 60 },
  { name: 'crash', what: 'G2 kills of server, agent and rebuild at every failpoint', files: ['test/fault/crash'], counts: { FARVAULT_HITS: 3 }, limitMin: 120 },
  { name: 'releases', what: 'kills in imports of releases', files: ['test/fault/releases'], counts: {}, limitMin: 15 },
  { name: 'power-cut', what: 'G3 losses of power on ext4', files: ['test/fault/power-cut'], counts: { FARVAULT_CUTS: 1_000 }, limitMin: 150 },
  { name: 'io', what: 'G4 failing operations of the disk (simulated; real by strace)', files: ['test/fault/io-sweep'], counts: { FARVAULT_IO_RUNS: 5_000, FARVAULT_STRACE_RUNS: 300 }, limitMin: 60 },
  { name: 'disk', what: 'full and failing disks of real servers', files: ['test/fault/disk'], counts: {}, limitMin: 20 },
  { name: 'damage', what: 'packs and views damaged under real servers', files: ['test/fault/damage'], counts: { FARVAULT_DAMAGES: 300 }, limitMin: 90 },
  { name: 'flips', what: 'G8 flipped bits', files: ['test/fault/flips'], counts: { FARVAULT_FLIPS: 20_000 }, limitMin: 60 },
  { name: 'gc', what: 'G6 interleavings of collection, backup, expiry and restore', files: ['server/gc'], counts: {}, limitMin: 60 },
  { name: 'network', what: 'cut, silent, slow and flapping lines', files: ['test/fault/network'], counts: { FARVAULT_ROUNDS: 50 }, limitMin: 60 },
  { name: 'agent', what: 'the protected machine: kills, races, a directory of a million entries', files: ['test/fault/agent', 'test/fault/many-entries'], counts: {}, limitMin: 30 },
  { name: 'hostile', what: 'hostile peers, bad configuration, rights', files: ['test/fault/hostile', 'test/fault/refused', 'test/fault/access'], counts: {}, limitMin: 30 },
  { name: 'poison', what: 'G17 uploads that are not what they say', files: ['test/fault/poison'], counts: { FARVAULT_UPLOADS: 100_000 }, limitMin: 20 },
];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { part: { type: 'boolean' }, list: { type: 'boolean' }, share: { type: 'string', default: '1' } } });
const unknown = positionals.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0 || values.list === true) {
  for (const { name, what, counts } of PARTS) console.log(`${name.padEnd(12)} ${what}  ${Object.entries(counts).map(([key, count]) => `${key}=${count}`).join(' ')}`);
  if (unknown.length > 0) console.error(`there is no part ${unknown.join(', ')}`);
  process.exit(unknown.length > 0 ? 2 : 0);
}
ensureInstalled();
build();
const share = Number(values.share);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-fault-'));

function runPart({ name, files, counts, limitMin }) {
  const report = path.join(scratch, `${name}.json`);
  const wanted = Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, process.env[key] ?? String(Math.max(1, Math.round(count * share)))]));
  const env = { ...process.env, ...wanted, FARVAULT_FAULT: 'long', FARVAULT_FUZZ: 'long' };
  const startedMs = performance.now();
  // Waits of an hour are no fault of a test: the limit of the part is what ends it. Everything that it has started is in its group.
  const child = spawn(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests', ...files], { cwd: root, env, stdio: 'inherit', detached: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    process.kill(-child.pid, 'SIGTERM');
    setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 10_000).unref();
  }, limitMin * 60_000);
  return new Promise((resolve) => child.on('close', (code) => {
    clearTimeout(timer);
    let tests = '-';
    let none = false;
    try {
      const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
      tests = `${numPassedTests} passed, ${numFailedTests} failed${numPendingTests > 0 ? `, ${numPendingTests} not run` : ''}`;
      none = numPassedTests === 0;
    } catch {
      // It was ended before it could tell.
    }
    const minutes = (performance.now() - startedMs) / 60_000;
    const result = late ? `NOT ENDED in ${limitMin} min` : code !== 0 ? 'FAILED' : none ? 'NOT RUN' : 'passed';
    resolve({ name, count: Object.entries(wanted).map(([key, count]) => `${key.replace('FARVAULT_', '').toLowerCase()} ${count}`).join(', '), tests, result, minutes });
  }));
}

const chosen = PARTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const done = [];
for (const part of chosen) {
  console.log(`\n=== ${part.name}: ${part.what}`);
  done.push(await runPart(part));
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${'part'.padEnd(12)} ${'count'.padEnd(32)} ${'tests'.padEnd(40)} ${'result'.padEnd(24)} minutes`);
for (const { name, count, tests, result, minutes } of done) console.log(`${name.padEnd(12)} ${count.padEnd(32)} ${tests.padEnd(40)} ${result.padEnd(24)} ${minutes.toFixed(1)}`);
process.exit(done.every(({ result }) => result === 'passed' || result === 'NOT RUN') ? 0 : 1);
