// One update that something happens to, and what must be true afterwards: an agent runs, it backs up, and the machine says the truth about what became of the update.
import { until } from '../support/update-rig.js';
import { applyFault, environmentFor } from './apply-fault.js';
import type { Plan } from './faults.js';
import type { InstalledAgent } from './installed-agent.js';
import { StateWatch } from './state-watch.js';

export interface Releases {
  /** Installed. */
  old: string;
  /** Rolled out. */
  next: string;
}

export interface CycleEnd {
  end: 'new' | 'back';
  /** Whether what was planned did happen. */
  hit: boolean;
  seconds: number;
}

const SETTLE_MS = 120_000;
const BACKUP_MS = 60_000;
const TOLD_MS = 15_000;

export async function runCycle(agent: InstalledAgent, plan: Plan, releases: Releases): Promise<CycleEnd> {
  const version = releases.next;
  const begun = performance.now();
  agent.reset(plan.slot);
  const watch = new StateWatch(agent, version);
  let rollout: string | null = null;
  try {
    const options = environmentFor(agent, plan);
    const order = async (): Promise<void> => {
      rollout = (await agent.site.startRollout({ version, office: agent.office })).id;
    };
    if (plan.orderedFirst) await order();
    agent.start(options);
    if (!plan.orderedFirst) {
      await agent.online();
      await order();
    }
    const hit = await applyFault(agent, plan, watch, options);
    const end = await settled(agent, plan, version, watch);
    await proveBackup(agent, end, version, releases.old);
    await told(agent, rollout!, end === 'new' ? 'updated' : 'back');
    watch.look();
    await check(agent, plan, end, version, releases.old, watch);
    return { end, hit: await hit.happened(), seconds: (performance.now() - begun) / 1000 };
  } catch (error) {
    const state = ['current', 'trial', 'tries', 'verdict', 'outcome', 'probation'].map((name) => `${name}: ${agent.state(name)}`).join('; ');
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nstate: ${state}; bad: ${agent.badVersions.join()}\n--- ${agent.name}\n${agent.log()}`, { cause: error });
  } finally {
    watch.stop();
    agent.proxy.refuse(false);
    agent.proxy.stall(false);
    agent.proxy.behaviour = {};
    await agent.stop('SIGKILL');
    if (rollout !== null) await agent.site.changeRollout(rollout, 'abort').catch(() => undefined); // It may have ended by itself.
  }
}

/** Waits until nothing is on trial and the update has come to one of its ends. */
async function settled(agent: InstalledAgent, plan: Plan, version: string, watch: StateWatch): Promise<CycleEnd['end']> {
  let end: CycleEnd['end'] | null = null;
  await until(`the update to end ${plan.ends.join(' or ')}`, SETTLE_MS, async () => {
    watch.look();
    end = null;
    if (agent.state('trial') !== '') return false;
    if (agent.badVersions.includes(version)) end = 'back';
    else if (agent.namedVersion() === version) end = 'new';
    return end !== null && plan.ends.includes(end);
  });
  return end!;
}

/** The server knows what became of it. */
async function told(agent: InstalledAgent, rollout: string, wanted: string): Promise<void> {
  await until(`the server to know that ${agent.name} is ${wanted}`, TOLD_MS, async () => {
    const { agents } = await agent.site.rollout(rollout);
    const state = agents.find((one) => one.agent === agent.name)?.state;
    if (state !== wanted) throw new Error(`to the server it is ${state ?? 'nobody'}`);
    return true;
  });
}

async function proveBackup(agent: InstalledAgent, end: CycleEnd['end'], version: string, old: string): Promise<void> {
  const runs = end === 'new' ? version : old;
  await until(`${agent.name} to be online with ${runs}`, BACKUP_MS, async () => {
    const { state, version: told } = await agent.site.agent(agent.name);
    if (state === 'online' && told !== runs) throw new Error(`it runs ${told}`);
    return state === 'online';
  });
  const run = await agent.site.backUp(agent.name, BACKUP_MS);
  if (run.state !== 'succeeded') throw new Error(`the run after the update ended ${run.state}: ${run.error}`);
}

async function check(agent: InstalledAgent, plan: Plan, end: CycleEnd['end'], version: string, old: string, watch: StateWatch): Promise<void> {
  const faults = [...watch.faults];
  const runs = await agent.currentVersion();
  if (runs !== (end === 'new' ? version : old)) faults.push(`current names ${runs}`);
  const mayFlip = end === 'new' ? 1 : plan.release === 'crashes-later' ? 2 : 0;
  if (watch.flips > mayFlip) faults.push(`current went ${watch.currents.join(', ')}`);
  if (end === 'back' && !agent.badVersions.includes(version)) faults.push(`${version} is not remembered as bad`);
  if (end !== 'back' && agent.badVersions.length > 0) faults.push(`remembered as bad: ${agent.badVersions.join()}`);
  // Of a trial that has its outcome a launcher that was killed may leave the rest: it says nothing about any other.
  const [concluded] = agent.state('outcome').split(' ');
  for (const name of ['tries', 'verdict']) if (agent.state(name) !== '' && !agent.state(name).split(' ').includes(concluded)) faults.push(`${name} is left: ${agent.state(name)}`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
