// Lets TLS handshakes begin at a pace. When a whole fleet comes back at once, those that are connected are still heard in between: a handshake costs the event loop a
// millisecond or two, and a thousand at once would be one long silence.
import type { Socket } from 'node:net';
import type { Clock } from '../../shared/time/clock.js';

const HANDSHAKES_A_TURN = 2;
const TURN_MS = 5;

export class HandshakePace {
  /** Bounded by the listener's limit of connections. */
  #waiting: Socket[] = [];
  #working = false;

  constructor(
    private readonly clock: Clock,
    private readonly begin: (socket: Socket) => void,
  ) {}

  add(socket: Socket): void {
    this.#waiting.push(socket);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) {
      for (const socket of this.#waiting.splice(0, HANDSHAKES_A_TURN)) if (!socket.destroyed) this.begin(socket);
      await this.clock.sleep(TURN_MS);
    }
    this.#working = false;
  }
}
