// Runs one hook: argument array, no shell, little environment, its own process group, a time limit, its output as log lines.
import { spawn, type ChildProcess } from 'node:child_process';
import { FarvaultError, messageOf, systemCode } from '../../shared/errors/errors.js';
import { printablePath } from '../../shared/sys/system-error.js';
import type { Clock } from '../../shared/time/clock.js';
import { OutputBudget, OutputLines } from './output-lines.js';
import { checkTrusted } from './trusted-program.js';

export type HookLog = (level: 'info' | 'warn' | 'error', message: string) => void;

export interface HookCall {
  name: string;
  command: string[];
  /** FARVAULT_...; nothing of the agent's own environment is passed on. */
  environment: Record<string, string>;
  timeoutMs: number;
  log: HookLog;
  /** Ends it. After-hooks are given one that never aborts. */
  signal: AbortSignal | null;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Between TERM and KILL. */
const GRACE_MS = 5_000;
/** What a hook leaves running in the background may hold its streams: they are heard so long. */
const STREAMS_MS = 500;
const VALUE_CHARS = 256;

/** Resolves when it has ended with 0; else rejects with HOOK, or with the signal's reason. Never leaves it running after a time limit or an abort. */
export async function runHook(call: HookCall, clock: Clock): Promise<void> {
  const { name, command, timeoutMs, log, signal } = call;
  signal?.throwIfAborted();
  await checkTrusted(command[0], process.getuid?.() ?? 0).catch((error: unknown) => {
    throw error instanceof FarvaultError ? new FarvaultError('HOOK', `hook '${name}' is not run: ${error.message}`, { ...(error.remedy === undefined ? {} : { remedy: error.remedy }) }) : error;
  });
  signal?.throwIfAborted();
  const startedMs = clock.monotonic();
  const child = spawn(command[0], command.slice(1), { cwd: '/', env: environmentOf(call.environment), stdio: ['ignore', 'pipe', 'pipe'], detached: true, shell: false });
  const heard = hear(child, name, log);
  const over = new AbortController();
  const exited = exitOf(child, name);
  const ends: Promise<unknown>[] = [exited, clock.sleep(timeoutMs, over.signal)];
  if (signal !== null) ends.push(new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true, signal: over.signal })));
  let failure: string | null;
  try {
    await Promise.race(ends);
    failure = child.exitCode === null && child.signalCode === null ? `did not end within ${Math.round(timeoutMs / 1000)} s and was killed` : await exited;
  } catch (error) {
    if (signal?.aborted === true) log('warn', `hook ${name}: killed, since the run ends`);
    throw error;
  } finally {
    over.abort(new Error('the hook has ended'));
    for (const end of ends) end.catch(() => undefined);
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await killGroup(child, child.pid, exited, clock);
    await heard(clock);
  }
  if (failure !== null) throw new FarvaultError('HOOK', `hook '${name}' ${failure}`, { remedy: "What it printed is in the run's log." });
  log('info', `hook ${name}: done after ${((clock.monotonic() - startedMs) / 1000).toFixed(1)} s`);
}

function environmentOf(given: Record<string, string>): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { PATH, LANG: 'C.UTF-8' };
  // What the server says reaches the program as plain text.
  for (const [name, value] of Object.entries(given)) environment[name] = printablePath(Buffer.from(value)).slice(0, VALUE_CHARS);
  return environment;
}

/** Null: ended with 0; else what went wrong. Rejects when it could not be started. */
function exitOf(child: ChildProcess, name: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => reject(new FarvaultError('HOOK', `hook '${name}' cannot be started: ${systemCode(cause) ?? messageOf(cause)}`, { cause })));
    child.on('exit', (code, signal) => resolve(code === 0 ? null : code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`));
  });
}

/** Logs what it prints. The returned function waits, not long, until all has been heard. */
function hear(child: ChildProcess, name: string, log: HookLog): (clock: Clock) => Promise<void> {
  const budget = new OutputBudget();
  const streams = ([['info', child.stdout], ['warn', child.stderr]] as const).map(([level, stream]) => {
    const lines = new OutputLines(budget, (line) => log(level, `hook ${name}: ${line}`));
    stream?.on('data', (data: Buffer) => lines.add(data));
    stream?.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => {
      if (stream === null) resolve();
      else stream.on('close', resolve);
    });
    return { stream, lines, closed };
  });
  return async (clock) => {
    const over = new AbortController();
    await Promise.race([Promise.all(streams.map(({ closed }) => closed)), clock.sleep(STREAMS_MS, over.signal).catch(() => undefined)]);
    over.abort(new Error('heard'));
    for (const { stream, lines } of streams) {
      stream?.destroy();
      lines.end();
    }
    if (budget.linesLeftOut > 0) log('warn', `hook ${name}: ${budget.linesLeftOut} more lines are left out`);
  };
}

/** TERM, then KILL: the whole group, whatever its first process did. */
async function killGroup(child: ChildProcess, pid: number, exited: Promise<unknown>, clock: Clock): Promise<void> {
  const send = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone.
    }
  };
  const over = new AbortController();
  send('SIGTERM');
  await Promise.race([exited, clock.sleep(GRACE_MS, over.signal)]).catch(() => undefined);
  over.abort(new Error('it has ended'));
  send('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await exited;
}
