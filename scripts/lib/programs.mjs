// The three programs of any checkout as real processes, for scripts that set one version against another. A daemon's output goes to a file.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

const READY_MS = 60_000;
const STOP_MS = 20_000;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `probe` gives something. */
export async function until(what, probe, timeoutMs = READY_MS) {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await sleep(100);
  }
}

export class Checkout {
  /** `folder`: a built checkout; `under`: a command that the programs are run by. */
  constructor(folder, under = []) {
    this.folder = folder;
    this.under = under;
  }

  #command(program, args) {
    return [...this.under, process.execPath, path.join(this.folder, 'dist', program, 'main.js'), ...args];
  }

  /** Runs a program to its end; throws unless it ends well. Gives its output. */
  run(program, ...args) {
    const [command, ...rest] = this.#command(program, args);
    const done = spawnSync(command, rest, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' }, timeout: 120_000 });
    if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${done.status ?? done.signal}\n${done.stderr}${done.stdout}`);
    return done.stdout;
  }

  start(program, logFile, ...args) {
    const [command, ...rest] = this.#command(program, args);
    mkdirSync(path.dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'w', 0o600);
    const child = spawn(command, rest, { stdio: ['ignore', log, log], env: { ...process.env, NO_COLOR: '1' } });
    closeSync(log);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    return {
      child,
      output: () => readFileSync(logFile, 'utf8'),
      stop: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        await ended;
        clearTimeout(timer);
      },
    };
  }

  /** A server on its data directory, once it listens. */
  async serve(dataDir, logFile) {
    const server = this.start('server', logFile, 'run', '--data-dir', dataDir, '--listen', '127.0.0.1:0', '--http', 'off');
    await until('the server', () => {
      if (server.child.exitCode !== null) throw new Error(`the server ended: ${server.output()}`);
      return server.output().includes('backupd ready');
    });
    return { ...server, address: JSON.parse(readFileSync(path.join(dataDir, 'run.json'), 'utf8')).listen };
  }
}
