import { describe, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { Clock } from '../../shared/time/clock.js';
import { ControlStreams, type ControlCall } from './control-streams.js';

/** Time that moves when told, one second a step, with room for what follows from it. */
class SteppedClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<{ at: number; wake: () => void }>();
  now = (): number => this.#now;
  monotonic = (): number => this.#now;
  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper = { at: this.#now + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });

  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.#now += 1_000;
      for (const sleeper of this.#sleepers) {
        if (sleeper.at > this.#now) continue;
        this.#sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

class FakeCall implements ControlCall {
  readonly sent: ServerMessage[] = [];
  writableLength = 0;
  #queue: AgentMessage__Output[] = [];
  #wake: (() => void) | null = null;

  push(message: AgentMessage__Output): void {
    this.#queue.push(message);
    this.#wake?.();
  }

  write(message: ServerMessage): boolean {
    this.sent.push(message);
    return true;
  }

  async *iterator(): AsyncGenerator<AgentMessage__Output, void, undefined> {
    for (;;) {
      const next = this.#queue.shift();
      if (next === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else yield next;
    }
  }
}

function setUp() {
  const clock = new SteppedClock();
  const events: string[] = [];
  const streams = new ControlStreams(clock, {
    officeOf: (agentId) => `office of ${agentId}`,
    welcome: () => ({ welcome: { serverVersion: '1' } }),
    onConnect: (agentId) => events.push(`connect ${agentId}`),
    onDisconnect: (agentId) => events.push(`disconnect ${agentId}`),
    onMessage: async (agentId, message) => {
      events.push(`${message.message ?? ''} ${agentId}`);
    },
  });
  const call = new FakeCall();
  const ended = streams.serve(call, 'a', 'here', new AbortController().signal).then(
    () => 'ended',
    (error: unknown) => (isFarvaultError(error) ? `${error.code}: ${error.message}` : String(error)),
  );
  const hello = (): void => call.push({ message: 'hello', hello: { facts: null, activeRuns: [], instanceId: 'one', generation: 0, stateHash: '' } });
  return { clock, events, streams, call, ended, hello };
}

describe('a control stream', () => {
  it('is welcomed, beats every 10 s and stays while the agent beats', async () => {
    const { clock, call, hello, events, streams } = setUp();
    hello();
    await clock.pass(1);
    for (let round = 1; round <= 11; round++) {
      await clock.pass(10);
      call.push({ message: 'heartbeat', heartbeat: { number: round } });
    }
    expect(streams.presence('a')).toBeDefined();
    expect(call.sent[0]).toHaveProperty('welcome');
    expect(call.sent.filter((message) => Boolean(message.heartbeat))).toHaveLength(11);
    expect(events).toEqual(['connect a']);
  });

  it('is closed within 45 s of a peer’s last word', async () => {
    const { clock, ended, hello, events, streams } = setUp();
    hello();
    await clock.pass(34);
    expect(streams.presence('a')).toBeDefined();
    await clock.pass(11);
    expect(streams.presence('a')).toBeUndefined();
    expect(await ended).toContain('DEADLINE');
    expect(events).toEqual(['connect a', 'disconnect a']);
  });

  it('is closed when Hello does not come, comes twice, or is not first', async () => {
    const late = setUp();
    await late.clock.pass(11);
    expect(await late.ended).toContain('no Hello');
    const wrong = setUp();
    wrong.call.push({ message: 'heartbeat', heartbeat: { number: 1 } });
    expect(await wrong.ended).toContain('INVALID');
    const twice = setUp();
    twice.hello();
    twice.hello();
    expect(await twice.ended).toContain('INVALID');
  });

  it('is cut when the agent does not take what it is sent', async () => {
    const { clock, call, ended, hello, streams } = setUp();
    hello();
    await clock.pass(1);
    expect(streams.send('a', { cancel: { runId: 'x' } })).toBe(true);
    call.writableLength = 5_000;
    expect(streams.send('a', { cancel: { runId: 'y' } })).toBe(false);
    expect(await ended).toContain('NO_SPACE');
    expect(streams.send('a', { cancel: { runId: 'z' } })).toBe(false);
    expect(streams.send('b', { cancel: { runId: 'z' } })).toBe(false);
  });

  it('reads no faster than a rate what an agent pours out, and hears it all the same (T15)', async () => {
    const { clock, call, hello, events, streams } = setUp();
    hello();
    await clock.pass(1);
    for (let number = 1; number <= 6_000; number++) call.push({ message: 'applied', applied: { generation: number, faults: [] } });
    const heard = (): number => events.filter((event) => event.startsWith('applied')).length;
    await clock.pass(1);
    expect(heard()).toBeGreaterThanOrEqual(2_000);
    expect(heard()).toBeLessThan(2_200);
    await clock.pass(10);
    expect(heard()).toBeLessThan(3_200);
    await clock.pass(30);
    expect(heard()).toBe(6_000);
    expect(streams.presence('a')).toBeDefined();
  });

  it('counts a message that carries much as many', async () => {
    const { clock, call, hello, events } = setUp();
    hello();
    await clock.pass(1);
    const faults = Array.from({ length: 1_600 }, () => ({ jobId: 'x', reason: 'y' }));
    for (let number = 1; number <= 100; number++) call.push({ message: 'applied', applied: { generation: number, faults } });
    await clock.pass(2);
    expect(events.filter((event) => event.startsWith('applied')).length).toBeLessThan(30);
  });
});
