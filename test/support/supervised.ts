// A launcher as a service manager runs it: its own process group, started again when it ends, and what it leaves behind is ended first (KillMode=control-group).
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

const RESTART_MS = 100;

export interface SupervisedOptions {
  command: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** What is left of the group lives on when the launcher dies, as under a supervisor that knows only its child. */
  keepOrphans?: boolean;
}

export class Supervised {
  #child: ChildProcess | null = null;
  #exited: Promise<unknown> = Promise.resolve();
  #wanted = false;
  readonly #sessions = new Set<string | null>();
  /** How often it was started. */
  starts = 0;

  constructor(private readonly options: SupervisedOptions) {}

  start(): void {
    this.#wanted = true;
    this.#spawn();
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** What the launcher has started, and what those have: its processes but itself. */
  get children(): number[] {
    return this.#group().filter((pid) => pid !== this.pid);
  }

  /** The launcher alone. */
  killLauncher(): void {
    kill(this.pid);
  }

  /** What runs under it, and not the launcher. */
  killAgent(): void {
    for (const pid of this.children) kill(pid);
  }

  /** All at once, as when a machine loses power. */
  killAll(): void {
    if (this.pid !== 0) kill(-this.pid);
    for (const pid of this.#group()) kill(pid);
  }

  /** For good. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#wanted = false;
    if (signal === 'SIGTERM' && this.pid !== 0) {
      kill(this.pid, 'SIGTERM');
      await Promise.race([this.#exited, new Promise((resolve) => setTimeout(resolve, 20_000))]);
    }
    this.killAll();
    await this.#exited;
    while (this.#group().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #spawn(): void {
    const { command, env, logFile } = this.options;
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn(command[0], command.slice(1), { env, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.#child = child;
    if (child.pid !== undefined) this.#sessions.add(String(child.pid));
    this.starts++;
    this.#exited = new Promise((resolve) => child.on('exit', resolve));
    child.on('exit', () => {
      if (!this.#wanted) return;
      if (this.options.keepOrphans !== true) this.killAll();
      setTimeout(() => {
        if (this.#wanted) this.#spawn();
      }, RESTART_MS);
    });
  }

  /** Processes of its sessions, of earlier starts, too: a launcher may give an agent a group of its own, and never leaves the session. */
  #group(): number[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && this.#sessions.has(sessionOf(name))).map(Number);
  }
}

function sessionOf(pid: string): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
    return fields[0] === 'Z' ? null : fields[3];
  } catch {
    return null; // It has ended.
  }
}

function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (pid === 0) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
