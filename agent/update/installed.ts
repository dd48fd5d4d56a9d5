// How this process was started: by a launcher, from one of its slots, perhaps on trial. Null: by hand.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { isSlot, type Slot } from './state-files.js';

const TRIAL_ID = /^[0-9A-Za-z-]{1,64}$/;
const TRIAL_SECONDS = 120;
const ASK_TIMEOUT_MS = 10_000;

export interface Installed {
  /** Where launcher, slots and state lie. */
  home: string;
  /** That this process runs from. */
  slot: Slot;
  /** Null: not on trial. */
  trialId: string | null;
  /** How long the launcher lets a trial take. */
  trialMs: number;
}

export function installedFrom(env: NodeJS.ProcessEnv): Installed | null {
  const { FARVAULT_HOME: home, FARVAULT_SLOT: slot, FARVAULT_TRIAL: trial, FARVAULT_TRIAL_SECONDS: seconds } = env;
  if (home === undefined || !path.isAbsolute(home) || !isSlot(slot)) return null;
  const trialMs = (/^[1-9]\d{0,5}$/.test(seconds ?? '') ? Number(seconds) : TRIAL_SECONDS) * 1_000;
  return { home, slot, trialId: trial !== undefined && TRIAL_ID.test(trial) ? trial : null, trialMs };
}

/** What `launcher --version` says; 0: it says nothing that is a number. */
export function launcherNumber(home: string): Promise<number> {
  return new Promise((resolve) => {
    execFile(path.join(home, 'launcher'), ['--version'], { timeout: ASK_TIMEOUT_MS, maxBuffer: 1_024 }, (error, stdout) => {
      const text = stdout.trim();
      resolve(error === null && /^\d{1,9}$/.test(text) ? Number(text) : 0);
    });
  });
}
