// What is done to an update while it goes on. Plain data: a plan can be printed, and a cycle played again.
import type { LauncherStep } from './launcher-steps.js';
import type { Slot } from './installed-agent.js';
import type { Breakage } from '../support/release-rig.js';

export type Victim = 'launcher' | 'agent' | 'all' | 'orphaning launcher';

/** The agent that downloads and asks, the one on trial, or the one that is back after it. */
export type FailpointProcess = 'old' | 'trial' | 'old, second';

export type Fault =
  /** Each point in a process of its own, one after the other. */
  | { at: 'failpoint'; process: FailpointProcess; points: string[]; action: 'kill' | 'error'; hit: number }
  /** kill -9, so long after the order, or after the trial was asked for; then so long after the one before. */
  | { at: 'time'; victim: Victim; from: 'order' | 'trial'; afterMs: number[] }
  | { at: 'launcher step'; step: LauncherStep }
  /** Connections end after so many bytes, so often. */
  | { at: 'download'; how: 'cut'; bytes: [number, number]; cuts: number }
  /** So long after the order, for so long. */
  | { at: 'download'; how: 'stall'; afterMs: number; forMs: number }
  /** No connection from the start of the trial on: until it has ended, or so long after that. */
  | { at: 'trial line'; backAfterMs: number; trials: number }
  | { at: 'power'; from: 'order' | 'trial'; afterMs: number }
  /** From so long after the order on so many bytes are left, for some seconds. */
  | { at: 'full disk'; leftBytes: number; afterMs: number }
  | { at: 'nothing' };

export interface Plan {
  number: number;
  /** Counted together. */
  kind: string;
  fault: Fault;
  release: 'good' | Breakage;
  /** That the installed version lies in. */
  slot: Slot;
  /** The order is there before the agent is. */
  orderedFirst: boolean;
  /** How it may end: the new one runs, or the old one, with the new one remembered as bad. */
  ends: ('new' | 'back')[];
}

export function describeFault({ fault, release }: Plan): string {
  return `${release === 'good' ? '' : `${release}, `}${JSON.stringify(fault)}`;
}
