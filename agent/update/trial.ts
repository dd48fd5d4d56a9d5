// A version on trial finds out whether it works here: checks, a canary, and the line, if the version before had one.
import { mkdtemp, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { canaryTest, FEW_BYTES, selfTest, type Check, type SelfTestInputs } from './self-test.js';
import { installedFrom } from './installed.js';
import { StateFiles, type Verdict } from './state-files.js';
import type { Asked } from './update-files.js';

/** Of the launcher's time: the rest is for writing the verdict. */
const CANARY_SHARE = 3 / 4;
const CONNECT_SHARE = 5 / 6;

export interface TrialInputs extends Omit<SelfTestInputs, 'scratch' | 'knownFaults'> {
  trialId: string;
  trialMs: number;
  /** `clock.monotonic()` at the start of this process. */
  startMs: number;
  /** What the version before noted of this trial; null: nothing that can be read. */
  asked: Asked | null;
  /** Aborts when the server has welcomed this process. */
  connected: AbortSignal;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

/** Rejects only when the signal aborts. */
export async function standTrial(inputs: TrialInputs): Promise<Verdict> {
  const { trialId: id, asked, signal } = inputs;
  try {
    failpoint('agent.update.trial.begin');
    const { checks, late } = await allChecks(inputs);
    const failed = checks.find(({ result }) => result === 'failed');
    if (failed !== undefined) {
      const reason = `self-test, ${failed.name}: ${failed.detail}`;
      // A version is not to blame for a machine that has no time or no room for it: it is tried again.
      if (late && (await wasStarved(inputs))) return { id, result: 'unreached', reason: `this machine was too busy; ${reason}` };
      if (await isFull(inputs.dataDir)) return { id, result: 'unreached', reason: `the disk of ${inputs.dataDir} is full; ${reason}` };
      return { id, result: 'bad', reason };
    }
    // Without a word of the version before, going back is the safe side.
    if (asked !== null && !asked.connected) return { id, result: 'good', reason: '' };
    return { id, result: (await inTime(inputs)) ? 'good' : 'unreached', reason: '' };
  } catch (error) {
    signal.throwIfAborted();
    return { id, result: 'bad', reason: `self-test: ${messageOf(error)}` };
  }
}

/** `late`: its time was over before it was done. */
async function allChecks(inputs: TrialInputs): Promise<{ checks: Check[]; late: boolean }> {
  const { dataDir, asked, log } = inputs;
  const scratch = await makeScratch(dataDir);
  const late = new AbortController();
  const alarm = left(inputs, CANARY_SHARE, late.signal).then(() => late.abort(new Error('it took too long')), () => undefined);
  try {
    const signal = AbortSignal.any([inputs.signal, late.signal]);
    const onCheck = ({ name, result, detail }: Check): void => log(result === 'ok' ? 'info' : result === 'warning' ? 'warn' : 'error', `self-test, ${name}: ${result}`, detail === '' ? {} : { detail });
    const test = { ...inputs, scratch, knownFaults: asked?.faultyJobs ?? null, signal, onCheck };
    const checks = await selfTest(test);
    failpoint('agent.update.trial.tested');
    if (!checks.some(({ result }) => result === 'failed')) checks.push(...(await canaryTest(test)));
    failpoint('agent.update.trial.canary');
    inputs.signal.throwIfAborted();
    return { checks, late: late.signal.aborted };
  } finally {
    late.abort(new Error('it is over'));
    await alarm;
    // A canary that was cut off may still write: the next start removes what is left.
    await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Of its time, waited for a processor by a process that has none: with twenty others on one core it is more than half, and of one that hangs next to nothing. */
const STARVED_SHARE = 1 / 4;

/** The second number of schedstat, in nanoseconds. */
async function wasStarved({ clock, startMs }: TrialInputs): Promise<boolean> {
  const schedstat = await readFile('/proc/self/schedstat', 'utf8').catch(() => ''); // Not every kernel has it.
  return Number(schedstat.split(' ')[1] ?? 0) / 1e6 > (clock.monotonic() - startMs) * STARVED_SHARE;
}

/** Filled by others meanwhile: a switch begins with twice as much. */
async function isFull(dataDir: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize < FEW_BYTES;
}

async function inTime(inputs: TrialInputs): Promise<boolean> {
  await left(inputs, CONNECT_SHARE, AbortSignal.any([inputs.signal, inputs.connected])).catch(() => undefined); // Looked at next.
  inputs.signal.throwIfAborted();
  return inputs.connected.aborted;
}

function left({ clock, startMs, trialMs }: TrialInputs, share: number, signal: AbortSignal): Promise<void> {
  return clock.sleep(Math.max(0, startMs + trialMs * share - clock.monotonic()), signal);
}

const SCRATCH = 'self-test-';
const OLD_MS = 3_600_000;

/** A folder of its own in the data directory: whoever runs a self-test beside the agent has another. */
export function makeScratch(dataDir: string): Promise<string> {
  return mkdtemp(path.join(dataDir, SCRATCH));
}

/** What self-tests that were killed left behind. Younger ones may still go on. */
export async function removeOldScratch(dataDir: string, nowMs: number): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const folder = path.join(dataDir, name);
    if (name.startsWith(SCRATCH) && (await stat(folder)).mtimeMs < nowMs - OLD_MS) await rm(folder, { recursive: true, force: true });
  }
}

/** A version on trial that does not even start says why, as far as it can. */
export async function failTrial(env: NodeJS.ProcessEnv, error: unknown): Promise<void> {
  const installed = installedFrom(env);
  if (installed === null || installed.trialId === null) return;
  await new StateFiles(installed.home).giveVerdict({ id: installed.trialId, result: 'bad', reason: `it does not start: ${messageOf(error)}` });
}
