// A seeded TCP proxy: delays, throttles, cuts, stalls. Sits between agents and the server in fault tests and line benchmarks.
import net from 'node:net';
import { seeded, type Random } from './random.js';

export interface ProxyBehaviour {
  /** One way, milliseconds. */
  delayMs?: number;
  /** Each direction; 0 or absent: no limit. */
  bytesPerSecond?: number;
  /** Each connection is reset after a random number of bytes (both directions together) in this range. */
  cutAfterBytes?: [number, number];
  /** How many connections are cut in all; later ones are left alone. Default: all. */
  cuts?: number;
}

interface Pipe {
  client: net.Socket;
  server: net.Socket;
}

export class ChaosProxy {
  readonly #target: { host: string; port: number };
  readonly #random: Random;
  readonly #server: net.Server;
  readonly #pipes = new Set<Pipe>();
  behaviour: ProxyBehaviour;
  #stalled = false;
  #refusing = false;
  cutsDone = 0;
  bytesUp = 0;
  bytesDown = 0;
  connections = 0;

  private constructor(target: string, seed: number, behaviour: ProxyBehaviour) {
    const colon = target.lastIndexOf(':');
    this.#target = { host: target.slice(0, colon), port: Number(target.slice(colon + 1)) };
    this.#random = seeded(seed);
    this.behaviour = behaviour;
    this.#server = net.createServer((client) => this.#accept(client));
  }

  static async start(target: string, seed: number, behaviour: ProxyBehaviour = {}): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(target, seed, behaviour);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as net.AddressInfo).port}`;
  }

  /** Bytes stop flowing; connections stay up: a peer that is silently gone. */
  stall(on: boolean): void {
    this.#stalled = on;
    for (const { client, server } of this.#pipes) {
      for (const socket of [client, server]) {
        if (on) socket.pause();
        else socket.resume();
      }
    }
  }

  /** Nobody gets through: every connection is reset, and each new one at once. */
  refuse(on: boolean): void {
    this.#refusing = on;
    if (on) this.cut();
  }

  /** Resets every connection now. */
  cut(): void {
    for (const { client, server } of this.#pipes) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: net.Socket): void {
    this.connections++;
    if (this.#refusing) {
      client.on('error', () => client.destroy());
      client.resetAndDestroy();
      return;
    }
    const server = net.connect(this.#target);
    const pipe: Pipe = { client, server };
    this.#pipes.add(pipe);
    const { cutAfterBytes, cuts } = this.behaviour;
    let left = cutAfterBytes === undefined || (cuts !== undefined && this.cutsDone >= cuts) ? Infinity : this.#random.between(...cutAfterBytes);
    const spend = (bytes: number): boolean => {
      left -= bytes;
      if (left > 0) return true;
      if (left > -Infinity && this.#pipes.has(pipe)) {
        this.cutsDone++;
        this.#pipes.delete(pipe);
        client.resetAndDestroy();
        server.resetAndDestroy();
      }
      return false;
    };
    this.#flow(client, server, (bytes) => {
      this.bytesUp += bytes;
      return spend(bytes);
    });
    this.#flow(server, client, (bytes) => {
      this.bytesDown += bytes;
      return spend(bytes);
    });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#pipes.delete(pipe);
        client.destroy();
        server.destroy();
      });
      if (this.#stalled) socket.pause();
    }
  }

  /** One direction: each piece leaves `delayMs` after it came, and no faster than the rate. */
  #flow(from: net.Socket, to: net.Socket, spend: (bytes: number) => boolean): void {
    let lineFreeAt = 0;
    let queued = 0;
    from.on('data', (data) => {
      if (!spend(data.length)) return;
      const { delayMs = 0, bytesPerSecond = 0 } = this.behaviour;
      if (delayMs === 0 && bytesPerSecond === 0) {
        if (!to.write(data)) {
          from.pause();
          to.once('drain', () => this.#stalled || from.resume());
        }
        return;
      }
      const now = performance.now();
      lineFreeAt = Math.max(lineFreeAt, now) + (bytesPerSecond === 0 ? 0 : (data.length / bytesPerSecond) * 1000);
      queued += data.length;
      // As much as the line itself holds, and a router's queue.
      if (queued > Math.max(256 * 1024, ((delayMs / 1000) * bytesPerSecond * 2) || 64 * 1024 * 1024)) from.pause();
      setTimeout(() => {
        queued -= data.length;
        if (!to.destroyed) to.write(data);
        if (!this.#stalled) from.resume();
      }, lineFreeAt - now + delayMs);
    });
    from.on('end', () => setTimeout(() => to.end(), this.behaviour.delayMs ?? 0));
  }
}
