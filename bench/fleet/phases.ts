// What is measured, one function a phase. Times are of one machine's wall clock, which driver and agents share.
import { readFileSync } from 'node:fs';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { openConnection, unary, type Connection } from '../../shared/rpc/client.js';
import { MAX_LIST_BYTES } from '../../shared/rpc/limits.js';
import { systemClock } from '../../shared/time/clock.js';
import type { Cluster } from '../../test/support/cluster.js';
import type { Happening } from './light-agent.js';
import type { PhaseCost, ServerProbe } from './probe.js';

const LONGEST_PHASE_MS = 180_000;
const POLL_MS = 100;

export class Happenings {
  readonly #all: Happening[] = [];

  add(batch: Happening[]): void {
    this.#all.push(...batch);
  }

  /** The first of each agent since `fromMs`. */
  firstOfEach(what: Happening['what'], fromMs: number, fits: (one: Happening) => boolean = () => true): Map<string, Happening> {
    const found = new Map<string, Happening>();
    for (const one of this.#all) if (one.what === what && one.atMs >= fromMs && fits(one) && !found.has(one.agent)) found.set(one.agent, one);
    return found;
  }

  count(what: Happening['what'], fromMs: number): number {
    return this.#all.filter((one) => one.what === what && one.atMs >= fromMs).length;
  }
}

export interface Fleet {
  cluster: Cluster;
  names: string[];
  happenings: Happenings;
  probe: ServerProbe;
}

export type Figures = PhaseCost & Record<string, number | string>;

export async function connectPhase(fleet: Fleet, start: () => void): Promise<Figures> {
  fleet.probe.begin();
  const fromMs = systemClock.now();
  start();
  const connected = await all(fleet, 'connected', fromMs);
  return { ...spread(connected, fromMs), ...fleet.probe.end() };
}

export async function idlePhase(fleet: Fleet, forMs: number): Promise<Figures> {
  fleet.probe.begin();
  const fromMs = systemClock.now();
  await systemClock.sleep(forMs);
  return { lost: fleet.happenings.count('disconnected', fromMs), ...fleet.probe.end() };
}

/** A change that touches every agent: until the last has stored it and said so. */
export async function policyPhase(fleet: Fleet, round: number): Promise<Figures> {
  return withAdmin(fleet, async ({ admin }) => {
    fleet.probe.begin();
    const fromMs = systemClock.now();
    const resources = { policies: [{ scope: 'all', schedule: [`0 ${round} * * *`], timezone: 'Europe/Paris' }] };
    await unary(admin.apply.bind(admin), { resourcesJson: JSON.stringify(resources) });
    const applied = await all(fleet, 'applied', fromMs);
    return { ...spread(applied, fromMs), ...fleet.probe.end() };
  });
}

/** One run of each job, ordered evenly over `overMs`. */
export async function runsPhase(fleet: Fleet, overMs: number): Promise<Figures> {
  return withAdmin(fleet, async ({ admin }) => {
    fleet.probe.begin();
    const fromMs = systemClock.now();
    const calls: number[] = [];
    await Promise.all(fleet.names.map(async (name, at) => {
      await systemClock.sleep((at * overMs) / fleet.names.length);
      const begun = systemClock.monotonic();
      await unary(admin.startJob.bind(admin), { name });
      calls.push(systemClock.monotonic() - begun);
    }));
    const deadline = systemClock.monotonic() + LONGEST_PHASE_MS;
    for (;;) {
      const { running } = await unary(admin.getStatus.bind(admin), {});
      if (running.length === 0) break;
      if (systemClock.monotonic() > deadline) throw new Error(`${running.length} runs still go on`);
      await systemClock.sleep(POLL_MS);
    }
    const { runs } = await unary(admin.listRuns.bind(admin), { limit: 10_000, sinceMs: fromMs });
    const succeeded = runs.filter((run) => run.state === 'succeeded');
    const { snapshots } = await unary(admin.getStatus.bind(admin), {});
    return {
      recorded: runs.length,
      succeeded: succeeded.length,
      snapshots,
      callP99Ms: percentile(calls, 0.99),
      runP99Ms: percentile(succeeded.map((run) => run.endedMs - run.queuedMs), 0.99),
      ...fleet.probe.end(),
    };
  });
}

/** Until all are back after the server has gone and come again at once. */
export async function restartPhase(fleet: Fleet, signal: NodeJS.Signals, start: () => Promise<unknown>): Promise<Figures> {
  await fleet.cluster.server!.stop(signal);
  const goneMs = systemClock.now();
  await start();
  fleet.probe.begin();
  const readyMs = systemClock.now();
  const back = await all(fleet, 'connected', goneMs);
  const bySecond = new Map<number, number>();
  for (const one of back) bySecond.set(Math.floor(one.atMs / 1000), (bySecond.get(Math.floor(one.atMs / 1000)) ?? 0) + 1);
  return { startMs: readyMs - goneMs, ...spread(back, readyMs), mostInOneSecond: Math.max(...bySecond.values()), ...fleet.probe.end() };
}

async function all(fleet: Fleet, what: Happening['what'], fromMs: number): Promise<Happening[]> {
  const deadline = systemClock.monotonic() + LONGEST_PHASE_MS;
  for (;;) {
    const found = fleet.happenings.firstOfEach(what, fromMs);
    if (found.size >= fleet.names.length) return [...found.values()];
    if (systemClock.monotonic() > deadline) throw new Error(`${what}: only ${found.size} of ${fleet.names.length} within ${LONGEST_PHASE_MS / 1000} s`);
    await systemClock.sleep(POLL_MS);
  }
}

function spread(happened: Happening[], fromMs: number): { p50Ms: number; p99Ms: number; lastMs: number } {
  const times = happened.map((one) => one.atMs - fromMs);
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), lastMs: percentile(times, 1) };
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

async function withAdmin<T>(fleet: Fleet, body: (connection: Connection) => Promise<T>): Promise<T> {
  const { config, address } = fleet.cluster;
  const connection = openConnection(address, parseAdminConfig(readFileSync(config, 'utf8'), config), MAX_LIST_BYTES);
  try {
    return await body(connection);
  } finally {
    connection.close();
  }
}
