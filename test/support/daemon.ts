// A real process of ours under test: started, waited for, killed. Nothing here knows what the process does.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  const here = fileURLToPath(import.meta.url);
  const dist = `${path.sep}dist${path.sep}`;
  return here.includes(dist) ? here.slice(0, here.lastIndexOf(dist)) : path.join(path.dirname(here), '..', '..');
}

export const repositoryRoot = findRoot();

/** `npm test` has them as few files each, which start faster (scripts/lib/bundle-programs.mjs). */
const programs = process.env['FARVAULT_PROGRAMS'] ?? path.join(repositoryRoot, 'dist');

export const PROGRAMS = {
  backupd: path.join(programs, 'server/main.js'),
  agent: path.join(programs, 'agent/main.js'),
  ctl: path.join(programs, 'backupctl/main.js'),
  /** One life of a bare repository, to be killed (test/fault/repository-work-main.ts). */
  repositoryWork: path.join(programs, 'test/fault/repository-work-main.js'),
};

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: Buffer;
  stderr: string;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
  cwd?: string;
  nodeArgs?: string[];
  /** Runs it under another program: `['strace', ...]`. */
  under?: string[];
}

function commandLine(program: string, args: string[], options: RunOptions): [string, string[]] {
  const [command, ...rest] = [...(options.under ?? []), process.execPath, ...(options.nodeArgs ?? []), program, ...args];
  return [command, rest];
}

/** Runs one of our programs to its end. Never throws for an exit code. */
export function runProgram(program: string, args: string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(...commandLine(program, args, options), {
      env: { ...process.env, NO_COLOR: '1', ...options.env },
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 300_000);
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => err.push(data));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() });
    });
  });
}

/** A long-running program. Its output goes to a file, so that it can outlive the process that started it. */
export class Daemon {
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #logFile: string;
  readonly #logStart: number;

  constructor(program: string, args: string[], logFile: string, options: RunOptions = {}) {
    const log = openSync(logFile, 'a', 0o600);
    this.#logFile = logFile;
    this.#logStart = fstatSync(log).size;
    this.child = spawn(...commandLine(program, args, options), {
      env: { ...process.env, NO_COLOR: '1', ...options.env },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    this.exited = new Promise((resolve) => this.child.on('exit', (code, signal) => resolve({ code, signal })));
  }

  /** What this process has printed so far. */
  get output(): string {
    return readFileSync(this.#logFile).subarray(this.#logStart).toString();
  }

  get pid(): number {
    return this.child.pid!;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until `probe` gives something; fails with the output when the process ends before or time runs out. */
  async waitFor<T>(what: string, probe: () => T | Promise<T>, timeoutMs = 30_000): Promise<NonNullable<T>> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
      if (!this.running) throw new Error(`${what}: the process ended first (${this.child.exitCode ?? this.child.signalCode})\n${this.output}`);
      if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Lets this process end while the daemon goes on. */
  release(): void {
    this.child.unref();
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM', timeoutMs = 20_000): Promise<void> {
    if (!this.running) return;
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), timeoutMs);
    await this.exited;
    clearTimeout(timer);
  }
}
