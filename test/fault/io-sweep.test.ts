// Every operation on the disk fails once, or from then on (G4): no space, a read or write error, a write that ends half way; over lives that store, read, commit, drop, compact and remove.
// Whatever becomes of that life, afterwards everything acknowledged is there. On the simulated disk at each operation; of a real process by strace, at some.
// Replay: FARVAULT_SEED=n npm run test:fault -- --part io
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { SimFs, type SimOperation } from '../../shared/fs/sim-fs.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import { MemoryView } from '../../server/repository/test-kit.js';
import type { LevelView } from '../../server/repository/view-store.js';
import type { OpenOptions } from '../../server/repository/open.js';
import { PROGRAMS, runProgram } from '../support/daemon.js';
import { seeded } from '../support/random.js';
import { Ledger, lostOf, work } from './repository-work.js';
import { countOf, LONG, replay, SEED } from './settings.js';

const RUNS = countOf('IO_RUNS', LONG ? 5_000 : 80);
const STRACE_RUNS = countOf('STRACE_RUNS', LONG ? 300 : 0);
const DIR = '/data';
const ERRORS = ['ENOSPC', 'EIO', 'half'] as const;
const CHANGES: ReadonlySet<SimOperation> = new Set<SimOperation>(['make', 'write', 'truncate', 'sync', 'rename', 'unlink', 'syncDirectory']);

interface Fault {
  at: number;
  error: (typeof ERRORS)[number];
  sticky: boolean;
}

/** A disk whose `at`th change fails; none does while it is switched off. */
class FaultyDisk {
  fault: Fault | null = null;
  operations = 0;
  /** The write that is cut off is under way: its first half is let through. */
  #half = false;
  readonly sim = new SimFs({ totalBytes: 1 << 20, fault: (operation) => this.#judge(operation) });
  readonly #views = new Map<string, { entries: Map<string, Buffer>; position: number }>();

  #judge(operation: SimOperation): string | null {
    if (this.#half || !CHANGES.has(operation)) return null;
    this.operations++;
    const { fault } = this;
    if (fault === null || (fault.sticky ? this.operations < fault.at : this.operations !== fault.at)) return null;
    return fault.error === 'half' ? 'EIO' : fault.error;
  }

  #isHalf(): boolean {
    return this.fault?.error === 'half' && (this.fault.sticky ? this.operations + 1 >= this.fault.at : this.operations + 1 === this.fault.at);
  }

  /** As the simulated disk, but a write that fails half way leaves its first half. */
  get vfs(): Vfs {
    const wrapped = (file: VfsFile): VfsFile => new Proxy(file, { get: (target, name) => (name === 'write' ? (parts: Uint8Array[], at: number) => this.#write(target, parts, at) : bound(target, name)) });
    return new Proxy<Vfs>(this.sim, { get: (target, name) => (name === 'open' ? async (...args: Parameters<Vfs['open']>) => wrapped(await target.open(...args)) : bound(target, name)) });
  }

  async #write(file: VfsFile, parts: Uint8Array[], at: number): Promise<void> {
    if (this.#isHalf()) {
      const whole = Buffer.concat(parts);
      this.#half = true;
      try {
        await file.write([whole.subarray(0, Math.floor(whole.length / 2))], at);
      } finally {
        this.#half = false;
      }
    }
    return file.write(parts, at);
  }

  /** Views outlive a process. */
  options(): Partial<OpenOptions> {
    const kept = (directory: string): { entries: Map<string, Buffer>; position: number } => {
      const view = this.#views.get(directory) ?? { entries: new Map<string, Buffer>(), position: 0 };
      this.#views.set(directory, view);
      return view;
    };
    return { vfs: this.vfs, lock: () => ({ release: () => undefined }), openView: (directory) => Promise.resolve(new MemoryView(kept(directory)) as unknown as LevelView), destroyView: (directory) => void this.#views.delete(directory) };
  }
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}

/** Gives how many changes the life with the fault made; throws when something acknowledged is gone. */
async function life(fault: Fault | null, seed = SEED): Promise<number> {
  const disk = new FaultyDisk();
  const ledger = new Ledger();
  await disk.sim.mkdir(DIR);
  await work(DIR, 1, ledger, seeded(seed), () => undefined, disk.options());
  disk.operations = 0;
  disk.fault = fault;
  // However it ends: it may go on, refuse, or say that nothing can be written any more.
  await work(DIR, 2, ledger, seeded(seed + 1), () => undefined, disk.options()).catch(() => undefined);
  const { operations } = disk;
  disk.fault = null;
  const lost = await lostOf(DIR, ledger, disk.options());
  if (lost.length > 0) throw new Error(`operation ${fault?.at}, ${fault?.error}${fault?.sticky === true ? ' from then on' : ''}: ${lost.slice(0, 5).join('; ')}`);
  return operations;
}

it(`loses nothing acknowledged when one of the disk's operations fails, ${RUNS} times`, { timeout: 60_000 + RUNS * 2_000 }, async () => {
  let runs = 0;
  let operations = 0;
  // Each operation with each fault; then with other data, so that other operations are met, until there were as many runs as asked for.
  for (let seed = SEED; runs < RUNS; seed++) {
    operations = await life(null, seed);
    const faults: Fault[] = Array.from({ length: operations }, (_, i) => i + 1).flatMap((at) => ERRORS.flatMap((error) => [false, true].map((sticky) => ({ at, error, sticky }))));
    const step = Math.max(1, faults.length / (RUNS - runs));
    for (let at = 0; at < faults.length && runs < RUNS; at += step, runs++) {
      await replay(`FARVAULT_SEED=${seed} npm run test:fault -- --part io`, () => life(faults[Math.floor(at)], seed));
    }
  }
  console.log(`I/O sweep: ${runs} runs, of ${operations} operations with ${ERRORS.length} errors each, once and from then on`);
  expect(runs).toBeGreaterThanOrEqual(RUNS);
});

const noStrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0 ? null : 'strace is not here, or may not trace';

it.skipIf(STRACE_RUNS === 0 || noStrace !== null)(`the same of a real process, ${STRACE_RUNS} times${noStrace === null ? '' : ` (not run: ${noStrace})`}`, { timeout: STRACE_RUNS * 30_000 + 60_000 }, async () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'fv-io-'));
  const facts = path.join(scratch, 'facts');
  const calls = ['pwrite64,pwritev', 'fdatasync', 'rename', 'unlink', 'ftruncate', 'fsync'];
  try {
    let ended = 0;
    for (let run = 0; run < STRACE_RUNS; run++) {
      const directory = path.join(scratch, `repository-${run}`);
      const ledger = new Ledger();
      const live = async (number: number, under?: string[]): Promise<number | null> => {
        const done = await runProgram(PROGRAMS.repositoryWork, [directory, String(number), String(SEED + number), facts], { timeoutMs: 60_000, ...(under === undefined ? {} : { under }) });
        for (const line of done.stdout.toString().split('\n')) if (line !== '') ledger.take(line);
        writeFileSync(facts, `${done.stdout.toString()}\n`, { flag: 'a' });
        return done.code;
      };
      writeFileSync(facts, '');
      await live(1);
      const call = calls[run % calls.length];
      const error = ['ENOSPC', 'EIO'][Math.floor(run / calls.length) % 2];
      const when = `${1 + Math.floor(run / (2 * calls.length))}${run % 5 === 0 ? '+' : ''}`;
      await replay(`npm run test:fault -- --part io   # ${call}:${error}:${when}`, async () => {
        if ((await live(2, ['strace', '-f', '-q', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${when}`, '-P', path.join(directory, 'packs'), '-P', path.join(directory, 'journal')])) !== 0) ended++;
        const lost = await lostOf(directory, ledger);
        expect(lost).toEqual([]);
      });
      rmSync(directory, { recursive: true, force: true });
    }
    console.log(`I/O sweep: ${STRACE_RUNS} real processes, ${ended} of which ended by the error`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
