// When alerts cannot be judged or recorded (the journal takes nothing more, a view is damaged), no alert can say so: it is told directly, past the queue,
// once a day to every destination. It is the one message that is not made durable first.
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import { cleanLine, type Message } from '../delivery/index.js';

const AFTER_MS = 5 * 60_000;
const AGAIN_MS = 24 * 60 * 60_000;
const SEND_MS = 120_000;

export interface BlindParts {
  clock: Clock;
  destinations: () => { name: string }[];
  sendNow: (destination: string, message: Message, signal: AbortSignal) => Promise<string>;
  randomHex: (bytes: number) => string;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

export class Blind {
  /** Monotonic. */
  #sinceMs: number | null = null;
  #toldMs = -Infinity;

  constructor(private readonly parts: BlindParts) {}

  /** Alerts were judged. */
  sees(): void {
    this.#sinceMs = null;
  }

  /** They were not. Never rejects. */
  async fails(reason: unknown, stop: AbortSignal): Promise<void> {
    const { clock, destinations, log, randomHex, sendNow } = this.parts;
    const nowMs = clock.monotonic();
    this.#sinceMs ??= nowMs;
    if (nowMs - this.#sinceMs < AFTER_MS || nowMs - this.#toldMs < AGAIN_MS) return;
    this.#toldMs = nowMs;
    const message = blindMessage(`blind-${randomHex(8)}`, messageOf(reason), clock.now());
    const sent = destinations().map(async ({ name }) => {
      try {
        await sendNow(name, message, AbortSignal.any([stop, AbortSignal.timeout(SEND_MS)]));
      } catch (error) {
        log('error', 'nobody could be told that alerts cannot be judged', { destination: name, error: new FarvaultError('UNAVAILABLE', messageOf(error), { cause: error }) });
      }
    });
    await Promise.all(sent);
  }
}

function blindMessage(id: string, reason: string, nowMs: number): Message {
  const text = `alerts can be neither judged nor recorded: ${cleanLine(reason, 500)}`;
  return {
    id,
    what: 'alerts',
    weight: 'critical',
    timeMs: nowMs,
    subject: '[Farvault] critical: server: alerts cannot be judged',
    text: `CRITICAL: ${text}\n\nTo do: see backupctl status, /readyz and the log of backupd. Until then nothing else is told, and this once a day.\n`,
    data: { alerts: [], total: 0 },
    lines: [{ weight: 'critical', text, fields: { severity: 'critical', subject: 'server' } }],
  };
}
