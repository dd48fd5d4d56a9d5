// One light agent: the agent's own control loop and run manager around a backup of one small file. It keeps ends of runs as the real one does, and nothing else.
import { randomInt } from 'node:crypto';
import type { AgentIdentity } from '../../agent/agent-files.js';
import { ControlLoop } from '../../agent/control/control-loop.js';
import { EndedRuns } from '../../agent/control/ended-runs.js';
import { RunManager } from '../../agent/control/run-manager.js';
import { EXIT } from '../../shared/errors/errors.js';
import { connectFirst, type Connection } from '../../shared/rpc/client.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { DesiredState__Output } from '../../shared/rpc/gen/farvault/v1/DesiredState.js';
import { systemClock } from '../../shared/time/clock.js';
import { lightBackup } from './light-backup.js';

export interface Happening {
  agent: string;
  what: 'connected' | 'disconnected' | 'applied';
  /** Wall clock, ms. */
  atMs: number;
}

export class LightAgent {
  #connection: Connection | null = null;
  /** Takes each desired state as the real agent does, and does nothing by it. */
  readonly #work = {
    generation: 0,
    stateHash: '',
    send: null as ((message: AgentMessage) => boolean) | null,
    take: ({ generation }: DesiredState__Output): Promise<void> => {
      this.#work.generation = Number(generation);
      this.#work.send?.({ applied: { generation, faults: [] } });
      this.#happened('applied');
      return Promise.resolve();
    },
    settled: () => Promise.resolve(),
    attach: (send: (message: AgentMessage) => boolean): void => void (this.#work.send = send),
    detach: (): void => void (this.#work.send = null),
  };

  constructor(
    private readonly identity: AgentIdentity,
    private readonly folder: string,
    private readonly tell: (what: Happening) => void,
  ) {}

  async run(): Promise<void> {
    const { identity } = this;
    const runs = new RunManager({
      runners: {
        startBackup: async ({ runId }) => {
          if (this.#connection === null) throw new Error('no line');
          return { state: 'succeeded', error: '', errorCode: '', snapshotId: await lightBackup(this.#connection, runId), counters: {}, exitCode: EXIT.done };
        },
        startRestore: () => Promise.reject(new Error('light agents restore nothing')),
      },
      ended: await EndedRuns.open(this.folder),
      schedule: { due: () => null, started: () => undefined, ended: () => Promise.resolve() },
      clock: systemClock,
      log: () => undefined,
    });
    const loop = new ControlLoop({
      connect: () => connectFirst(identity.addresses, identity),
      facts: () => ({ version: '0', hostname: identity.name, platform: 'linux', arch: 'x64', kernel: '', restoreRoots: [], warnings: [], clockMs: systemClock.now() }),
      runs,
      work: this.#work,
      clock: systemClock,
      random: () => randomInt(2 ** 32) / 2 ** 32,
      onConnected: (connection) => {
        this.#connection = connection;
        this.#happened('connected');
      },
      onDisconnected: () => {
        this.#connection = null;
        this.#happened('disconnected');
      },
      log: () => undefined,
    });
    await loop.run(new AbortController().signal);
  }

  #happened(what: Happening['what']): void {
    this.tell({ agent: this.identity.name, what, atMs: systemClock.now() });
  }
}
