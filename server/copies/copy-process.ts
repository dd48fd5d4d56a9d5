// Starts the process that copies, and listens to it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { workerEntry } from '../../shared/async/worker-entry.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import type { CopyMessage, CopyOrder, CopySummary } from './copy-messages.js';

/** Asked to end, it gets so long, then as long when it is killed: a disk that hangs keeps it even then. */
const END_MS = 10_000;

export interface CopyListener {
  clock: Clock;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
  onWarning: (message: string) => void;
}

/** Null for an order only to prepare. Rejects with what the process said. */
export async function runCopyProcess(order: CopyOrder, { clock, signal, onProgress, onWarning }: CopyListener): Promise<CopySummary | null> {
  const child = spawn(process.execPath, [fileURLToPath(workerEntry('./copy-main.js', import.meta.url)), JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const over = new AbortController();
  let end: CopySummary | null | undefined;
  let failure: FarvaultError | null = null;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as CopyMessage;
    if (message.kind === 'progress') onProgress(message.done, message.total);
    else if (message.kind === 'warning') onWarning(message.message);
    else if (message.kind === 'done') end = message.summary;
    else failure = new FarvaultError(message.code, message.message, { remedy: message.remedy });
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(new FarvaultError('IO', `the process that copies cannot be started: ${error.message}`, { cause: error })));
    child.once('close', () => resolve());
  });
  const given = giveUp(signal, over.signal, clock, (name) => child.kill(name));
  try {
    await Promise.race([ended, given]);
  } finally {
    over.abort();
  }
  if (failure !== null) throw failure as FarvaultError;
  if (end === undefined) throw new FarvaultError('IO', 'the process that copies ended without a word', { remedy: 'The log of backupd may say more.' });
  return end;
}

/** Rejects when the process does not end, though it was asked to and then killed. */
async function giveUp(signal: AbortSignal, over: AbortSignal, clock: Clock, kill: (name: NodeJS.Signals) => void): Promise<never> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    kill(name);
    // Its sleep ends by the abort of `over`: nobody waits any more then.
    await clock.sleep(END_MS, over);
  }
  throw new FarvaultError('DEADLINE', 'the process that copies does not end: its disk does not answer', { remedy: 'Look at the disk of the copy and its mount.' });
}
