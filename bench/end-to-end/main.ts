// End to end, beside restic and Borg where they are: the same corpora, in turns, in one go. Prints a table of medians and keeps every figure.
//   npm run bench -- --corpora DIR [--cases src,vm,rand,many] [--tools farvault,restic,borg] [--ops first,same,v2,restore,verify,prune] [--runs 3]
//                    [--peers DIR] [--generator FILE] [--work DIR] [--out FILE.jsonl]
// Needs root (a mount and a network namespace of its own, so that the loopback counter is ours alone; see scripts/bench.mjs).
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { diskRates } from './disk.js';
import { farvault } from './farvault.js';
import { diskBytes, type Cost } from './measure.js';
import { borg, findPeers, restic } from './peers.js';
import { printReport, type Figure } from './report.js';
import type { Tool } from './tool.js';

const CASES: Record<string, { first: string; second: string | null; mutate: boolean }> = {
  src: { first: 'src', second: 'src2', mutate: false },
  vm: { first: 'vm', second: 'vm2', mutate: false },
  rand: { first: 'rand', second: null, mutate: false },
  many: { first: 'many', second: null, mutate: true },
};
const MANY_FILES = '500000';

const { values } = parseArgs({
  options: {
    corpora: { type: 'string' },
    cases: { type: 'string', default: 'src,vm,rand,many' },
    tools: { type: 'string', default: 'farvault,restic,borg' },
    ops: { type: 'string', default: 'first,same,v2,restore' },
    runs: { type: 'string', default: '3' },
    peers: { type: 'string' },
    generator: { type: 'string' },
    work: { type: 'string' },
    out: { type: 'string' },
    'cpu-prof': { type: 'string' },
  },
});
if (values.corpora === undefined) {
  console.error('bench: --corpora DIR names the directory that holds src, src2, vm, vm2, rand and many');
  process.exit(2);
}
const corpora = path.resolve(values.corpora);
const work = values.work ?? mkdtempSync(path.join(os.tmpdir(), 'farvault-bench-'));
mkdirSync(work, { recursive: true });
const live = path.join(work, 'live');
const ops = new Set(values.ops.split(','));
const figures: Figure[] = [];
const programs = findPeers(values.peers);

function makeTool(name: string, dir: string): Tool | null {
  if (name === 'farvault') {
    const profile = values['cpu-prof'];
    return farvault(dir, profile === undefined ? {} : { nodeArgs: { server: ['--cpu-prof', `--cpu-prof-dir=${profile}/server`], agent: ['--cpu-prof', `--cpu-prof-dir=${profile}/agent`] } });
  }
  if (name === 'restic' && programs.restic !== '' && programs.restServer !== '') return restic(programs, dir);
  if (name === 'borg' && programs.borg !== '') return borg(programs, dir);
  console.log(`${name}: not installed, left out`);
  return null;
}

function mount(corpus: string | null): void {
  try {
    execFileSync('umount', [live], { stdio: 'ignore' });
  } catch {
    // nothing was mounted
  }
  if (corpus === null) return;
  mkdirSync(live, { recursive: true });
  execFileSync('mount', ['--bind', path.join(corpora, corpus), live]);
  warm();
}

/** Into the page cache, for all tools alike. */
function warm(): void {
  execFileSync('sh', ['-c', 'tar cf - . | cat >/dev/null'], { cwd: live });
}

function mutate(version: '1' | '2'): boolean {
  if (values.generator === undefined) return false;
  execFileSync(process.execPath, [values.generator, 'many', path.join(corpora, 'many'), MANY_FILES, version]);
  return true;
}

async function one(name: string, caseName: string, run: number): Promise<void> {
  const corpus = CASES[caseName];
  const dir = path.join(work, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const tool = makeTool(name, dir);
  if (tool === null) return;
  const target = path.join(dir, 'restore-target');
  const record = async (op: string, body: () => Promise<Cost>): Promise<void> => {
    execFileSync('sync');
    const cost = await body();
    const figure: Figure = { tool: name, case: caseName, op, run, ...cost, storedBytes: diskBytes(tool.storeDir()) };
    figures.push(figure);
    if (values.out !== undefined) appendFileSync(values.out, `${JSON.stringify(figure)}\n`);
    console.log(`${name} ${caseName} ${op} #${run}: ${cost.wallSeconds.toFixed(2)} s, ${cost.cpuSeconds.toFixed(2)} CPU s, ${(cost.wireBytes / 1e6).toFixed(2)} MB wire, ${(figure.storedBytes / 1e6).toFixed(1)} MB stored, ${cost.clientPeakMiB.toFixed(0)}+${cost.serverPeakMiB.toFixed(0)} MiB`);
  };
  let mutated = false;
  try {
    mount(corpus.first);
    await tool.start(live);
    await record('first', () => tool.backup());
    if (ops.has('same')) await record('same', () => tool.backup());
    if (ops.has('v2') && corpus.second !== null) {
      mount(corpus.second);
      await record('v2', () => tool.backup());
    } else if (ops.has('v2') && corpus.mutate) {
      mutated = mutate('2');
      if (mutated) {
        warm();
        await record('v2', () => tool.backup());
      }
    }
    if (ops.has('verify') && tool.verify !== undefined) await record('verify', tool.verify);
    if (ops.has('prune') && tool.prune !== undefined) await record('prune', tool.prune);
    if (ops.has('restore')) {
      mkdirSync(target, { recursive: true });
      await record('restore', () => tool.restore(target));
    }
  } finally {
    await tool.stop();
    mount(null);
    if (mutated) mutate('1');
    rmSync(dir, { recursive: true, force: true });
  }
}

const disk = diskRates(work);
for (const caseName of values.cases.split(',')) {
  const corpus = CASES[caseName];
  if (corpus === undefined || !existsSync(path.join(corpora, corpus.first))) {
    console.log(`${caseName}: no such corpus in ${corpora}, left out`);
    continue;
  }
  for (let run = 1; run <= Number(values.runs); run++) for (const name of values.tools.split(',')) await one(name, caseName, run);
}
printReport(figures, disk);
if (values.work === undefined) rmSync(work, { recursive: true, force: true });
