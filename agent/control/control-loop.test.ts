import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Connection } from '../../shared/rpc/client.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import { seeded } from '../../test/support/random.js';
import { TestClock } from '../schedule/testing/test-clock.js';
import { ControlLoop, type OwnWork } from './control-loop.js';
import type { RunManager } from './run-manager.js';

/** A server that is up or down, and cuts its streams when told. */
class FakeServer {
  up = true;
  readonly attempts: number[] = [];
  readonly streams = new Set<EventEmitter>();

  constructor(private readonly clock: TestClock) {}

  connect(): Promise<Connection> {
    this.attempts.push(this.clock.now());
    if (!this.up) return Promise.reject(new FarvaultError('UNAVAILABLE', 'refused'));
    const stream = Object.assign(new EventEmitter(), {
      writableLength: 0,
      write: (message: AgentMessage) => {
        if (message.hello) queueMicrotask(() => stream.emit('data', { welcome: { serverVersion: '1', clockMs: 0, addresses: [] } }));
        return true;
      },
      cancel: () => void this.streams.delete(stream),
    });
    this.streams.add(stream);
    return Promise.resolve({ address: 'here', close: () => undefined, agent: { control: () => stream } } as unknown as Connection);
  }

  cutAll(): void {
    for (const stream of this.streams) stream.emit('error', Object.assign(new Error('reset'), { code: 14 }));
  }

  beat(): void {
    for (const stream of this.streams) stream.emit('data', { heartbeat: { number: 1 } });
  }
}

const IDLE: OwnWork = { generation: 0, stateHash: '', take: () => Promise.resolve(), settled: () => Promise.resolve(), attach: () => undefined, detach: () => undefined };
const NO_RUNS = { attach: () => undefined, detach: () => undefined, activeRuns: () => [], report: () => undefined } as unknown as RunManager;

function fleet(agents: number, work = IDLE) {
  const clock = new TestClock(0);
  const server = new FakeServer(clock);
  const random = seeded(7);
  const connected: number[] = [];
  const log: string[] = [];
  for (let agent = 0; agent < agents; agent++) {
    const loop = new ControlLoop({
      connect: () => server.connect(),
      facts: () => ({}),
      runs: NO_RUNS,
      work,
      clock,
      random: () => random.next(),
      onConnected: () => connected.push(clock.now()),
      onDisconnected: (reason) => log.push(reason),
      log: () => undefined,
    });
    void loop.run(new AbortController().signal);
  }
  return { clock, server, connected, log };
}

/** The most of these moments within any second. */
function peak(moments: number[]): number {
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + 1_000).length));
}

const AGENTS = 300;

describe('many agents whose server', () => {
  it('restarts within a second come back over some seconds, not all at once', async () => {
    const { clock, server, connected } = fleet(AGENTS);
    await clock.pass(1);
    expect(connected).toHaveLength(AGENTS);
    connected.length = 0;
    server.attempts.length = 0;
    server.cutAll();
    await clock.pass(10_000);
    expect(connected).toHaveLength(AGENTS);
    expect(peak(connected)).toBeLessThan(AGENTS * 0.35);
  });

  it('was away for minutes are all back within 31 s, and never knock together', async () => {
    const { clock, server, connected } = fleet(AGENTS);
    await clock.pass(1);
    server.up = false;
    server.cutAll();
    await clock.pass(120_000);
    connected.length = 0;
    server.attempts.length = 0;
    server.up = true;
    await clock.pass(31_000);
    expect(connected).toHaveLength(AGENTS);
    expect(peak(connected)).toBeLessThan(AGENTS * 0.12);
  });
});

describe('a line', () => {
  it('that comes and goes every 5 s is taken up again each time, and leaves nothing behind', async () => {
    const { clock, server, connected } = fleet(1);
    for (let time = 0; time < 60; time++) {
      await clock.pass(5_000);
      server.cutAll();
    }
    expect(connected.length).toBeGreaterThan(25);
    expect(server.streams.size).toBeLessThanOrEqual(1);
    expect(clock.sleeping).toBeLessThanOrEqual(4);
  });

  it('that is silent is given up within 45 s, with the reason', async () => {
    const { clock, server, log, connected } = fleet(1);
    for (let time = 0; time < 10; time++) {
      await clock.pass(10_000);
      server.beat();
    }
    expect(log).toEqual([]);
    await clock.pass(45_000);
    expect(log[0]).toContain('nothing heard');
    expect(connected.length).toBeGreaterThan(1);
  });
});

describe('a desired state', () => {
  const state = (generation: number) => ({ desired: { generation, hash: '', jobs: [] } });

  it('that the disk does not take is tried again until it does, or a newer one comes; one that cannot be used is not', async () => {
    const taken: number[] = [];
    let error: Error | null = new FarvaultError('IO', 'the disk is full');
    const take: OwnWork['take'] = ({ generation }) => {
      taken.push(Number(generation));
      return error === null ? Promise.resolve() : Promise.reject(error);
    };
    const { clock, server } = fleet(1, { ...IDLE, take });
    const say = (message: object): void => server.streams.forEach((stream) => stream.emit('data', message));
    const pass = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 10_000) {
        await clock.pass(10_000);
        server.beat();
      }
    };
    await pass(10_000);
    say(state(1));
    await pass(130_000);
    expect(taken).toEqual([1, 1, 1]);
    say(state(2));
    error = null;
    await pass(200_000);
    expect(taken.filter((generation) => generation === 1).length).toBeLessThanOrEqual(3);
    expect(taken.at(-1)).toBe(2);
    expect(taken.filter((generation) => generation === 2).length).toBeLessThanOrEqual(2);
    error = new FarvaultError('INVALID', 'no state');
    say(state(3));
    await pass(200_000);
    expect(taken.filter((generation) => generation === 3)).toHaveLength(1);
  });
});
