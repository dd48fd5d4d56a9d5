// `npm run test:mutants`: plants bugs that would lose, leak or forge something, one at a time, each in one of a few copies of the sources, and shows whether the tests that should
// notice do. Fails below 95 % of them noticed. The bugs lie in scripts/mutants/.
//   --list           tells them, after having looked that each place is found once
//   --only NAME ...  plants those alone (a name, or the beginning of names)
//   --jobs N         copies that work side by side (default: one a processor)
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { build, ensureInstalled, root } from './lib/run.mjs';
import { MUTANTS } from './mutants/index.mjs';

const LEAST_SHARE = 0.95;
const TESTS_MS = 240_000;
const COPIED = ['shared', 'server', 'agent', 'backupctl', 'test', 'proto', 'scripts', 'docs', 'dist', 'package.json', 'vitest.config.ts', 'tsconfig.json'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'boolean' }, list: { type: 'boolean' }, jobs: { type: 'string' } } });
const chosen = MUTANTS.filter(({ name }) => positionals.length === 0 || positionals.some((begin) => name.startsWith(begin)));
checkPlaces();
if (values.list === true) {
  for (const { name, file, tests } of chosen) console.log(`${name.padEnd(48)} ${file.padEnd(48)} ${tests.join(' ')}`);
  console.log(`${chosen.length} bugs`);
  process.exit(0);
}
ensureInstalled();
build();

/** Each `from` must stand once in its file: a bug that cannot be planted shows nothing. */
function checkPlaces() {
  const faults = [];
  const names = new Set();
  for (const { name, file, from, to, tests } of MUTANTS) {
    if (names.has(name)) faults.push(`${name}: there are two of this name`);
    names.add(name);
    const places = readFileSync(path.join(root, file), 'utf8').split(from).length - 1;
    if (places !== 1) faults.push(`${name}: its place is found ${places} times in ${file}`);
    if (from === to || tests.length === 0) faults.push(`${name}: changes nothing, or has no tests`);
  }
  if (faults.length > 0) {
    console.error(`${faults.join('\n')}\nPut them right in scripts/mutants/.`);
    process.exit(1);
  }
}

class Copy {
  #folder = mkdtempSync(path.join(os.tmpdir(), 'farvault-mutants-'));

  constructor() {
    // Some tests run programs as another user, who must be able to read them.
    chmodSync(this.#folder, 0o755);
    for (const name of COPIED) cpSync(path.join(root, name), this.#at(name), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), this.#at('node_modules'));
  }

  #at(file) {
    return path.join(this.#folder, file);
  }

  /** Programs and worker threads run what is compiled. */
  #put(file, text) {
    writeFileSync(this.#at(file), text);
    const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
    writeFileSync(this.#at(path.join('dist', file.replace(/\.ts$/, '.js'))), outputText);
  }

  /** Null: all is well; else what failed first. */
  run(tests) {
    const env = { ...process.env, NO_COLOR: '1' };
    delete env.FARVAULT_PROGRAMS;
    const child = spawn(process.execPath, [this.#at('node_modules/vitest/vitest.mjs'), 'run', '--bail', '1', '--maxWorkers', '1', ...tests], { cwd: this.#folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(data));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      process.kill(-child.pid, 'SIGKILL');
    }, TESTS_MS);
    return new Promise((resolve) => child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) return resolve(null);
      const text = Buffer.concat(said).toString();
      resolve(late ? 'the tests did not end' : (/ FAIL +([^\n]*)/.exec(text)?.[1] ?? text.trim().split('\n').slice(-3).join(' | ')));
    }));
  }

  async try({ file, from, to, tests }) {
    const source = readFileSync(this.#at(file), 'utf8');
    this.#put(file, source.replace(from, () => to));
    try {
      return await this.run(tests);
    } finally {
      this.#put(file, source);
    }
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const jobs = Math.max(1, Number(values.jobs ?? os.availableParallelism()));
const copies = Array.from({ length: jobs }, () => new Copy());
const waiting = [...chosen];
const missed = [];
const startedMs = performance.now();
try {
  // With nothing planted they must be green: else all would look as if it was noticed.
  const suites = [...new Set(chosen.flatMap(({ tests }) => tests))];
  const sound = await Promise.all(copies.map((copy, n) => copy.run(suites.filter((_, i) => i % jobs === n)).then((failure) => failure ?? null)));
  const unsound = sound.find((failure) => failure !== null);
  if (unsound !== undefined) throw new Error(`the tests fail with nothing planted: ${unsound}`);
  await Promise.all(copies.map(async (copy) => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const noticed = await copy.try(mutant);
      console.log(`${noticed === null ? 'MISSED' : 'caught'}  ${mutant.name}${noticed === null ? ` (${mutant.file})` : `: ${noticed}`}`);
      if (noticed === null) missed.push(mutant.name);
    }
  }));
} finally {
  for (const copy of copies) copy.remove();
}
const share = chosen.length === 0 ? 1 : 1 - missed.length / chosen.length;
console.log(`${chosen.length - missed.length} of ${chosen.length} planted bugs were noticed (${(share * 100).toFixed(1)} %) in ${((performance.now() - startedMs) / 60_000).toFixed(1)} min${missed.length === 0 ? '' : `; not noticed: ${missed.join(', ')}`}`);
process.exit(share >= LEAST_SHARE ? 0 : 1);
