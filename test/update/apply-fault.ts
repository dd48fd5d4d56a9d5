// Does to an update what its plan says.
import path from 'node:path';
import { until } from '../support/update-rig.js';
import type { Plan, Victim } from './faults.js';
import type { InstalledAgent, StartOptions } from './installed-agent.js';
import { LauncherSteps } from './launcher-steps.js';
import type { StateWatch } from './state-watch.js';

/** Programs that a launcher changes files with. */
const LAUNCHER_PROGRAMS = ['mv', 'rm', 'sync', 'mkdir'];
/** The launcher's limit; a busy machine needs some of it for itself. */
const TRIAL_SECONDS = 40;
const SHORT_TRIAL_SECONDS = 16;
/** How long a disk stays full. */
const FULL_MS = 5_000;
const TRIAL_COMES_MS = 60_000;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Before the agent starts. */
export function environmentFor(agent: InstalledAgent, { fault, release, slot }: Plan): StartOptions {
  // Where the whole of it is waited for, it is short.
  const waits = release === 'hangs' || release === 'no-connect' || fault.at === 'trial line';
  const env: NodeJS.ProcessEnv = { FARVAULT_TRIAL_SECONDS: String(waits ? SHORT_TRIAL_SECONDS : TRIAL_SECONDS) };
  switch (fault.at) {
    case 'failpoint':
      if (fault.process === 'old, second') agent.arm(slot, '');
      for (const point of fault.points) agent.arm(fault.process === 'trial' ? 'trial' : slot, `${point}=${fault.action}@${fault.hit}`);
      return { env };
    case 'launcher step':
      return { env: { ...env, PATH: stepsOf(agent).arm(LAUNCHER_PROGRAMS, fault.step) } };
    case 'time':
      return { env, keepOrphans: fault.victim === 'orphaning launcher' };
    case 'download':
      if (fault.how === 'cut') agent.proxy.behaviour = { cutAfterBytes: fault.bytes, cuts: fault.cuts };
      agent.proxy.cutsDone = 0;
      return { env };
    case 'full disk':
    case 'trial line':
    case 'power':
    case 'nothing':
      return { env };
  }
}

/** While the update goes on. `happened`: asked afterwards. */
export async function applyFault(agent: InstalledAgent, { fault }: Plan, watch: StateWatch, environment: StartOptions): Promise<{ happened: () => boolean | Promise<boolean> }> {
  switch (fault.at) {
    case 'failpoint':
      return { happened: () => agent.reached(fault.points, fault.action) };
    case 'launcher step':
      return { happened: () => stepsOf(agent).killed };
    case 'time': {
      await phase(fault.from, watch);
      for (const ms of fault.afterMs) {
        await sleep(ms);
        kill(agent, fault.victim);
      }
      return { happened: () => true };
    }
    case 'download':
      if (fault.how === 'cut') return { happened: () => agent.proxy.cutsDone > 0 };
      await sleep(fault.afterMs);
      agent.proxy.stall(true);
      await sleep(fault.forMs);
      agent.proxy.stall(false);
      return { happened: () => true };
    case 'trial line':
      for (let n = 1; n <= fault.trials; n++) {
        await until(`trial ${n}`, TRIAL_COMES_MS, () => watch.trials.length >= n, 10);
        agent.proxy.refuse(true);
        await until(`the end of trial ${n}`, TRIAL_COMES_MS * 2, () => agent.state('trial') === '', 10);
        await sleep(fault.backAfterMs);
        agent.proxy.refuse(false);
      }
      return { happened: () => watch.trials.length > 0 };
    case 'power':
      await phase(fault.from, watch);
      await sleep(fault.afterMs);
      watch.stop();
      await agent.losePower();
      watch.resume();
      agent.start(environment);
      return { happened: () => true };
    case 'full disk':
      await sleep(fault.afterMs);
      agent.fillDisk(fault.leftBytes);
      await sleep(FULL_MS);
      agent.freeDisk();
      return { happened: () => true };
    case 'nothing':
      return { happened: () => true };
  }
}

async function phase(from: 'order' | 'trial', watch: StateWatch): Promise<void> {
  if (from === 'trial') await until('the trial', TRIAL_COMES_MS, () => watch.trials.length > 0, 10);
}

function kill(agent: InstalledAgent, victim: Victim): void {
  const { supervised } = agent;
  if (supervised === null) return;
  if (victim === 'agent') supervised.killAgent();
  else if (victim === 'all') supervised.killAll();
  else supervised.killLauncher();
}

function stepsOf(agent: InstalledAgent): LauncherSteps {
  return new LauncherSteps(path.join(agent.dir, 'steps'));
}
