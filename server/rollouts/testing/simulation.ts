// A fleet and its server, simulated: agents as good or bad as told, lines that break, a server that dies at any moment. For tests.
import type { Clock } from '../../../shared/time/clock.js';
import type { Hello__Output } from '../../../shared/rpc/gen/farvault/v1/Hello.js';
import type { UpdateReport__Output } from '../../../shared/rpc/gen/farvault/v1/UpdateReport.js';
import type { Agent, Facts } from '../../fleet/index.js';
import type { JournalRecord } from '../../repository/types.js';
import { Rollouts } from '../rollouts.js';
import { RolloutState, type RolloutBody } from '../state.js';
import { NEW, NOW, OLD } from './records.js';

export type Nature = 'good' | 'fails' | 'dies' | 'refuses' | 'lies' | 'by-hand';
export const STEP_MS = 60_000;

export interface SimulatedAgent {
  id: string;
  nature: Nature;
  version: string;
  online: boolean;
  /** Never comes back. */
  dead: boolean;
  wanted: { rollout: string; version: string } | undefined;
  report: UpdateReport__Output | null;
  failed: Set<string>;
}

const JUNK_STATES = ['downloading', 'ready', 'switching', 'waiting', 'updated', 'constructor', '', 'x'.repeat(10_000)];

export class Simulation {
  readonly agents = new Map<string, SimulatedAgent>();
  readonly records: JournalRecord[] = [];
  state = new RolloutState();
  rollouts!: Rollouts;
  #now = NOW;
  /** The wall clock less the one that nobody sets. */
  #ahead = 0;
  #alive = { yes: true };
  #sleepers: { atMs: number; wake: () => void }[] = [];
  readonly #facts = new Map<string, Agent>();

  constructor(private readonly random: () => number) {
    this.#boot();
  }

  add(id: string, nature: Nature): void {
    this.agents.set(id, { id, nature, version: OLD, online: this.random() < 0.8, dead: false, wanted: undefined, report: null, failed: new Set() });
    this.#facts.set(id, { id, name: id, officeId: 'o', enrolledMs: NOW, serial: '', previousSerial: '', certificateExpiresMs: 0, revokedMs: null, lastSeenMs: NOW, labels: {}, facts: null });
    this.#learn(id);
  }

  /** kill -9, and a start: what was not journalled is lost, and agents connect again one by one. */
  async crash(): Promise<void> {
    this.#alive.yes = false;
    this.#sleepers = [];
    this.state = new RolloutState();
    for (const record of this.records) this.state.apply(JSON.parse(JSON.stringify(record)) as JournalRecord);
    if (this.random() < 0.5) {
      const loaded = new RolloutState();
      loaded.load(JSON.parse(JSON.stringify(this.state.save())));
      this.state = loaded;
    }
    this.#boot();
    for (const agent of this.agents.values()) if (agent.online) this.#connect(agent);
    await this.settle();
  }

  /** One minute: lines break and come back with `churn`, and whoever was told goes on. */
  async minute(churn: number): Promise<void> {
    this.#now += STEP_MS;
    for (const agent of this.agents.values()) {
      if (this.random() < churn) this.#flip(agent);
      this.#goOn(agent);
    }
    await this.settle();
  }

  /** Somebody sets the server's clock. */
  setClock(byMs: number): void {
    this.#now += byMs;
    this.#ahead += byMs;
    for (const sleeper of this.#sleepers) sleeper.atMs += byMs;
  }

  /** All that waits for less than a minute. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 6; turn++) {
      const due = this.#sleepers.filter(({ atMs }) => atMs <= this.#now + 5_000);
      this.#sleepers = this.#sleepers.filter((one) => !due.includes(one));
      for (const { wake } of due) wake();
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #boot(): void {
    const alive = { yes: true };
    this.#alive = alive;
    const { state } = this;
    const append = async (body: RolloutBody): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      if (!alive.yes) return new Promise(() => undefined); // killed
      const record: JournalRecord = { number: this.records.length + 1, epoch: 1, timeMs: this.#now, body: JSON.parse(JSON.stringify(body)) as JournalRecord['body'] };
      this.records.push(record);
      state.apply(record);
    };
    this.rollouts = new Rollouts({
      journal: { appendJournal: append },
      state,
      agents: this.#facts,
      isOnline: (id) => this.agents.get(id)?.online === true,
      releases: { versions: () => [OLD, NEW], has: (version) => version === OLD || version === NEW },
      changed: (ids) => {
        if (alive.yes) for (const id of ids) this.#push(id);
      },
      clock: this.#clock(alive),
      log: () => undefined,
    });
    this.rollouts.begin();
  }

  #clock(alive: { yes: boolean }): Clock {
    return {
      now: () => this.#now,
      monotonic: () => this.#now - this.#ahead,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted === true) return reject(signal.reason as Error);
          const stop = (): void => reject(signal?.reason as Error);
          const wake = (): void => {
            signal?.removeEventListener('abort', stop);
            if (alive.yes) resolve();
          };
          this.#sleepers.push({ atMs: this.#now + ms, wake });
          signal?.addEventListener('abort', stop, { once: true });
        }),
    };
  }

  #push(id: string): void {
    const agent = this.agents.get(id);
    if (agent?.online !== true) return;
    const before = agent.wanted?.rollout;
    agent.wanted = this.rollouts.wanted(id);
    // As in earnest, at once: it runs that already.
    if (agent.wanted?.version === agent.version && agent.wanted.rollout !== before && agent.report?.rollout !== agent.wanted.rollout && agent.nature !== 'lies') this.#say(agent, 'updated');
  }

  #connect(agent: SimulatedAgent): void {
    // As in earnest: the journal of facts is behind.
    setImmediate(() => this.#learn(agent.id));
    this.rollouts.onHello(agent.id, { facts: { ...this.#factsOf(agent), update: agent.report } } as Hello__Output);
    this.#push(agent.id);
  }

  #learn(id: string): void {
    const [known, agent] = [this.#facts.get(id), this.agents.get(id)];
    if (known === undefined || agent === undefined) return;
    this.#facts.set(id, { ...known, facts: this.#factsOf(agent) });
  }

  #factsOf({ id, version, nature }: SimulatedAgent): Facts {
    return { version, hostname: id, platform: 'linux', arch: 'x64', kernel: '', restoreRoots: [], warnings: [], clockMs: 0, launcher: 1, slot: nature === 'by-hand' ? '' : 'a', channel: 'stable' };
  }

  #flip(agent: SimulatedAgent): void {
    if (agent.dead) return;
    agent.online = !agent.online;
    if (agent.online) this.#connect(agent);
    else this.rollouts.onDisconnect(agent.id);
  }

  #say(agent: SimulatedAgent, state: string, rest: Partial<UpdateReport__Output> = {}): void {
    const { rollout = '', version = '' } = agent.wanted ?? {};
    agent.report = { rollout, version, state, reason: '', bytesDone: 0, bytesTotal: 0, timeMs: this.#now, ...rest };
    if (agent.online) this.rollouts.onMessage(agent.id, { message: 'update', update: agent.report });
  }

  /** One step of an update, with or without a line. */
  #goOn(agent: SimulatedAgent): void {
    if (agent.nature === 'by-hand' || agent.dead) return;
    if (agent.nature === 'lies') {
      const pick = <T>(among: T[]): T => among[Math.floor(this.random() * among.length)];
      this.#say(agent, pick(JUNK_STATES), { rollout: pick([agent.wanted?.rollout ?? '', 'r0', '__proto__']), version: pick([NEW, OLD, '99.0.0', '']), bytesDone: -1, bytesTotal: Number.MAX_VALUE });
      return;
    }
    const { wanted } = agent;
    const about = agent.report !== null && wanted !== undefined && agent.report.rollout === wanted.rollout ? agent.report.state : '';
    if (about === 'switching') return this.#switch(agent);
    if (wanted === undefined || agent.version === wanted.version || agent.failed.has(wanted.version) || about === 'refused') return;
    if (agent.nature === 'refuses') this.#say(agent, 'refused', { reason: 'its launcher is too old' });
    else this.#say(agent, about === '' ? 'downloading' : about === 'downloading' ? 'ready' : 'switching');
  }

  #switch(agent: SimulatedAgent): void {
    const version = agent.report?.version ?? '';
    if (agent.online) this.#flip(agent);
    if (agent.nature === 'dies') {
      agent.dead = true;
      return;
    }
    if (agent.nature === 'fails') agent.failed.add(version);
    else agent.version = version;
    const { report } = agent;
    if (report !== null) agent.report = { ...report, state: agent.nature === 'fails' ? 'back' : 'updated' };
    this.#flip(agent);
  }
}
