// How it went: waits for what a started agent says of itself.
import { readSmallFile } from '../../shared/fs/durable-file.js';
import type { Clock } from '../../shared/time/clock.js';
import { agentPaths } from '../agent-files.js';
import type { LinkStatus } from '../control/status-file.js';
import { StateFiles, type Outcome } from '../update/state-files.js';

const POLL_MS = 250;
const STATUS_BYTES = 16 * 1024;
/** The launcher gives a trial 120 s; what it tried before may have to end first. */
const TRIAL_WAIT_MS = 180_000;
const CONNECT_WAIT_MS = 60_000;

async function until<T>(clock: Clock, waitMs: number, look: () => Promise<T | null>): Promise<T | null> {
  const deadline = clock.monotonic() + waitMs;
  for (;;) {
    const found = await look();
    if (found !== null || clock.monotonic() >= deadline) return found;
    await clock.sleep(POLL_MS);
  }
}

/** Null: it has not ended yet. */
export function trialEnds(home: string, id: string, clock: Clock): Promise<Outcome | null> {
  const state = new StateFiles(home);
  return until(clock, TRIAL_WAIT_MS, async () => {
    const outcome = await state.outcome();
    return outcome?.id === id ? outcome : null;
  });
}

/** Null: it does not run, or has said nothing yet. */
export async function linkNow(dataDir: string): Promise<LinkStatus | null> {
  const bytes = await readSmallFile(agentPaths(dataDir).status, STATUS_BYTES);
  const status = bytes === null ? null : (JSON.parse(bytes.toString()) as LinkStatus);
  return status !== null && isAlive(status.pid) ? status : null;
}

/** The address; else why there is none after a minute. */
export async function connects(dataDir: string, clock: Clock): Promise<{ address: string } | { reason: string }> {
  let reason = 'the agent has not said anything yet';
  const address = await until(clock, CONNECT_WAIT_MS, async () => {
    const status = await linkNow(dataDir);
    if (status !== null && status.reason !== '') reason = status.reason;
    return status?.connected === true ? status.address : null;
  });
  return address === null ? { reason } : { address };
}

/** What an earlier one wrote says nothing. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
