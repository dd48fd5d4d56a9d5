// A launcher over two fake slots: real processes, time that runs two hundred times as fast, and tools that kill the launcher at the n-th thing it does to the disk.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const LAUNCHER = path.join(import.meta.dirname.replace(`${path.sep}dist${path.sep}`, path.sep), '../launcher.sh');
const WAIT_MS = 20_000;
const POLL_MS = 5;
/** What a launcher calls a second. */
const SECOND = '0.005';

/** What a fake agent does. On trial: good, bad, unreached, crash, hang, stubborn (hangs, and ignores SIGTERM). Else it serves, or crashes. */
export type Behaviour = 'good' | 'bad' | 'unreached' | 'crash' | 'hang' | 'stubborn';

const AGENT = `
echo "start $FARVAULT_SLOT \${FARVAULT_TRIAL:--} $*" >>"$FARVAULT_HOME/log"
read -r does <"$FARVAULT_HOME/slots/$FARVAULT_SLOT/does"
say() { echo "$1" >"$FARVAULT_HOME/verdict.new" && /bin/mv "$FARVAULT_HOME/verdict.new" "$FARVAULT_HOME/state/verdict"; }
trap 'echo "term $FARVAULT_SLOT" >>"$FARVAULT_HOME/log"; [ "$does" = stubborn ] || exit 7' TERM
if [ -n "\${FARVAULT_TRIAL:-}" ]; then
  case $does in
    good) say "good $FARVAULT_TRIAL" ;;
    unreached) say "unreached $FARVAULT_TRIAL" ;;
    bad) say "bad $FARVAULT_TRIAL self-test: the disk is full" ;;
    crash) exit 3 ;;
  esac
elif [ "$does" = crash ]; then exit 3
elif [ -e "$FARVAULT_HOME/ask" ]; then
  /bin/mv "$FARVAULT_HOME/ask" "$FARVAULT_HOME/state/trial"
  exit 75
fi
while :; do /bin/sleep 0.01; done
`;

/** Tools that change the disk, each counted. At the n-th call the launcher dies: before the tool has done it, or after. */
const DEADLY = (tool: string): string => `#!/bin/sh
read -r count <"$RIG/count"
count=$((count + 1))
echo "$count" >"$RIG/count"
echo "$count ${tool} $*" >>"$RIG/calls"
[ "$count" = "$KILL_BEFORE" ] && { kill -9 $PPID; exit 1; }
/bin/${tool} "$@"
code=$?
[ "$count" = "$KILL_AFTER" ] && kill -9 $PPID
exit "$code"
`;

export interface RunOptions {
  shell?: string[];
  /** In the launcher's seconds. */
  trialSeconds?: number;
  killBefore?: number;
  killAfter?: number;
  /** A tool that always fails. */
  broken?: 'mv';
}

export class LauncherRig {
  readonly home: string;
  readonly #rig: string;
  readonly #running = new Set<ChildProcess>();

  constructor(behaviours: { a: Behaviour; b: Behaviour }) {
    const top = mkdtempSync(path.join(os.tmpdir(), 'farvault-launcher-'));
    this.home = path.join(top, 'home');
    this.#rig = path.join(top, 'rig');
    mkdirSync(path.join(this.home, 'state'), { recursive: true });
    mkdirSync(this.#rig);
    copyFileSync(LAUNCHER, path.join(this.home, 'launcher'));
    this.slot('a', '1.0.0', behaviours.a);
    this.slot('b', '1.1.0', behaviours.b);
    this.put('current', 'a');
    for (const tool of ['mv', 'rm', 'sync']) this.#tool(tool, DEADLY(tool));
    this.#tool('sleep', `#!/bin/sh\nexec /bin/sleep ${SECOND}\n`);
  }

  #tool(name: string, text: string): void {
    writeFileSync(path.join(this.#rig, name), text);
    chmodSync(path.join(this.#rig, name), 0o755);
  }

  slot(slot: 'a' | 'b', version: string, does: Behaviour): void {
    const folder = path.join(this.home, 'slots', slot);
    mkdirSync(path.join(folder, 'bin'), { recursive: true });
    // Its own program, as a release has its own runtime: the launcher knows its processes by it.
    copyFileSync('/bin/sh', path.join(folder, 'bin/sh'));
    writeFileSync(path.join(folder, 'agent.sh'), AGENT);
    writeFileSync(path.join(folder, 'does'), `${does}\n`);
    writeFileSync(path.join(folder, 'release.json'), JSON.stringify({ files: [], version }, null, 2));
    writeFileSync(path.join(folder, 'backup-agent'), `#!/bin/sh\nexec "${folder}/bin/sh" "${folder}/agent.sh" "$@"\n`);
    chmodSync(path.join(folder, 'backup-agent'), 0o755);
  }

  at(name: string): string {
    return path.join(this.home, name);
  }

  put(name: string, text: string): void {
    mkdirSync(path.dirname(this.at(`state/${name}`)), { recursive: true });
    writeFileSync(this.at(`state/${name}`), `${text}\n`);
  }

  /** Null: not there. */
  state(name: string): string | null {
    return existsSync(this.at(`state/${name}`)) ? readFileSync(this.at(`state/${name}`), 'utf8').trimEnd() : null;
  }

  get states(): string[] {
    return readdirSync(this.at('state')).filter((name) => name !== 'running').sort();
  }

  /** What the fake agents did. */
  get log(): string[] {
    return existsSync(this.at('log')) ? readFileSync(this.at('log'), 'utf8').trimEnd().split('\n').map((line) => line.trimEnd()) : [];
  }

  clearLog(): void {
    rmSync(this.at('log'), { force: true });
  }

  /** How often the disk was changed in the last run. */
  get calls(): number {
    return Number(readFileSync(path.join(this.#rig, 'count'), 'utf8'));
  }

  /** The agent's next start asks for a trial. */
  ask(line: string): void {
    writeFileSync(this.at('ask'), `${line}\n`);
  }

  start(args: string[], { shell = [], trialSeconds = 120, killBefore = 0, killAfter = 0, broken }: RunOptions = {}): RunningLauncher {
    writeFileSync(path.join(this.#rig, 'count'), '0\n');
    if (broken !== undefined) this.#tool(broken, '#!/bin/sh\nexit 1\n');
    const [command, ...rest] = [...shell, this.at('launcher'), ...args];
    const child = spawn(command, rest, {
      env: { PATH: `${this.#rig}:${process.env.PATH}`, RIG: this.#rig, KILL_BEFORE: String(killBefore), KILL_AFTER: String(killAfter), FARVAULT_TRIAL_SECONDS: String(trialSeconds) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    return new RunningLauncher(child);
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = performance.now() + WAIT_MS;
    while (!holds()) {
      if (performance.now() > deadline) throw new Error(`${what}: not within ${WAIT_MS} ms\n${this.log.join('\n')}\n${this.states.map((name) => `${name}: ${this.state(name)}`).join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  started(slot: 'a' | 'b', trial = '-'): Promise<void> {
    return this.until(`a start of slot ${slot}, trial ${trial}`, () => this.log.some((line) => line.startsWith(`start ${slot} ${trial}`)));
  }

  /** Nothing of it is left. */
  async close(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL');
    for (const pid of processesBelow(this.at('slots'))) process.kill(pid, 'SIGKILL');
    rmSync(path.dirname(this.home), { recursive: true, force: true });
    await Promise.resolve();
  }
}

/** Those whose program lies there. */
export function processesBelow(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(folder);
      } catch {
        return false; // It has ended.
      }
    });
}

export class RunningLauncher {
  output = '';
  readonly ended: Promise<number | string>;

  constructor(readonly child: ChildProcess) {
    child.stdout!.on('data', (data: Buffer) => (this.output += data.toString()));
    child.stderr!.on('data', (data: Buffer) => (this.output += data.toString()));
    this.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal ?? '')));
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    this.child.kill(signal);
    return this.ended;
  }
}
