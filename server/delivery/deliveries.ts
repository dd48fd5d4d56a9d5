// Messages on their way: durable before `deliver` resolves, sent at least once, tried again for a day, then given up. One attempt at a time a destination, so that
// a mail server that is down holds up nobody else's messages.
import os from 'node:os';
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { BackOff } from '../../shared/service/back-off.js';
import type { Clock } from '../../shared/time/clock.js';
import type { DestinationState } from './destinations.js';
import { MAX_MESSAGE_BYTES, QueueFiles, type QueueEntry } from './queue-files.js';
import { sendMail } from './smtp.js';
import { sendSyslog } from './syslog.js';
import type { ChannelTools, DeliveryOutcome, Destination, DestinationHealth, Message } from './types.js';
import { postWebhook } from './webhook.js';

const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 60 * 60_000;
export const GIVE_UP_MS = 24 * 60 * 60_000;
const MAX_WAITING = 500;
const MAX_ATTEMPT_MS = 120_000;

export interface DeliveryParts {
  directory: string;
  destinations: Pick<DestinationState, 'get' | 'all'>;
  secret: (name: string) => Promise<string>;
  clock: Clock;
  random: () => number;
  version: string;
  /** How each message ended; awaited, so that what it records is recorded before the message is gone. */
  onOutcome: (outcome: DeliveryOutcome) => Promise<void>;
  log: (level: 'info' | 'warn', message: string, details?: object) => void;
  /** Messages that wait for one destination. */
  maxWaiting?: number;
  /** In the place of the channels; for tests of the queue. */
  send?: typeof sendOnce;
}

interface Lane extends Omit<DestinationHealth, 'waiting'> {
  entries: QueueEntry[];
  backOff: BackOff;
  working: boolean;
  nextMonotonic: number;
}

export async function sendOnce(destination: Destination, message: Message, tools: ChannelTools): Promise<string> {
  switch (destination.type) {
    case 'smtp':
      return sendMail(destination, message, tools);
    case 'webhook':
      return postWebhook(destination, message, tools);
    case 'syslog':
      return sendSyslog(destination, message, tools);
  }
}

export class Deliveries {
  readonly #files: QueueFiles;
  readonly #lanes = new Map<string, Lane>();
  readonly #adding = new Mutex();
  readonly #closing = new AbortController();
  readonly #working = new Set<Promise<void>>();

  constructor(private readonly parts: DeliveryParts) {
    this.#files = new QueueFiles(parts.directory, (message) => parts.log('warn', message));
  }

  /** Takes up what an earlier process left. */
  async start(): Promise<void> {
    for (const entry of await this.#files.load()) this.#lane(entry.destination).entries.push(entry);
    for (const lane of this.#lanes.values()) {
      // It was failing before, too: an alert on it must not end by a restart.
      lane.failingSinceMs = lane.entries[0]?.queuedMs ?? 0;
      this.#work(lane);
    }
  }

  /** Resolves when the message is on disk: it will be sent, or somebody will be told. NOT_FOUND: there is no such destination. */
  async deliver(destination: string, message: Message): Promise<void> {
    this.#destination(destination);
    if (Buffer.byteLength(JSON.stringify(message)) > MAX_MESSAGE_BYTES - 4096) throw new FarvaultError('NO_SPACE', `the message is larger than ${MAX_MESSAGE_BYTES >> 20} MiB`);
    await this.#adding.run(async () => {
      const lane = this.#lane(destination);
      const entry = await this.#files.add({ destination, queuedMs: this.parts.clock.now(), message });
      if (!lane.entries.some(({ file }) => file === entry.file)) lane.entries.push(entry);
      const { maxWaiting = MAX_WAITING } = this.parts;
      if (lane.entries.length > maxWaiting) await this.#giveUp(lane, lane.entries[0], `${maxWaiting} newer messages wait already`);
      this.#work(lane);
    });
  }

  /** Sends now, past the queue and once: for tests, and for people who wait for the answer. */
  async sendNow(destination: string, message: Message, signal: AbortSignal): Promise<string> {
    return this.#send(this.#destination(destination), message, signal);
  }

  health(): DestinationHealth[] {
    return this.parts.destinations.all().map(({ name }) => {
      const lane = this.#lanes.get(name);
      if (lane === undefined) return { name, waiting: 0, failingSinceMs: 0, lastError: '', gaveUpMs: 0, lastDeliveredMs: 0 };
      const { failingSinceMs, lastError, gaveUpMs, lastDeliveredMs } = lane;
      return { name, waiting: lane.entries.length, failingSinceMs, lastError, gaveUpMs, lastDeliveredMs };
    });
  }

  /** What waits with this id, and how often it was tried. */
  waiting(messageId: string): { destination: string; attempts: number; lastError: string }[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.entries.filter(({ id }) => id === messageId).map(({ attempts }) => ({ destination: lane.name, attempts, lastError: lane.lastError })));
  }

  async close(): Promise<void> {
    this.#closing.abort(new FarvaultError('CANCELLED', 'the server stops'));
    await Promise.allSettled(this.#working);
  }

  #destination(name: string): Destination {
    const destination = this.parts.destinations.get(name);
    if (destination === undefined) throw new FarvaultError('NOT_FOUND', `no destination is called '${name}'`, { remedy: 'backupctl alert destinations shows them; backupctl apply makes them.' });
    return destination;
  }

  #lane(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      const backOff = new BackOff({ firstMs: FIRST_RETRY_MS, longestMs: LONGEST_RETRY_MS, random: this.parts.random });
      lane = { name, entries: [], backOff, working: false, nextMonotonic: 0, failingSinceMs: 0, lastError: '', gaveUpMs: 0, lastDeliveredMs: 0 };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #work(lane: Lane): void {
    if (lane.working || this.#closing.signal.aborted) return;
    lane.working = true;
    const work = this.#empty(lane)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.parts.log('warn', 'deliveries to a destination have stopped until its next message', { destination: lane.name, error });
      })
      .finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #empty(lane: Lane): Promise<void> {
    const { clock } = this.parts;
    try {
      while (lane.entries.length > 0) {
        const waitMs = lane.nextMonotonic - clock.monotonic();
        if (waitMs > 0) await clock.sleep(waitMs, this.#closing.signal);
        this.#closing.signal.throwIfAborted();
        const [entry] = lane.entries;
        if (entry !== undefined) await this.#attempt(lane, entry);
      }
    } finally {
      // In the same moment in which the queue was seen empty: what comes now starts the work anew.
      lane.working = false;
    }
  }

  async #attempt(lane: Lane, entry: QueueEntry): Promise<void> {
    const { clock, destinations } = this.parts;
    const destination = destinations.get(lane.name);
    try {
      const queued = await this.#files.read(entry.file);
      if (destination === undefined || queued === null) return await this.#drop(lane, entry);
      entry.attempts++;
      const said = await this.#send(destination, queued.message, AbortSignal.any([this.#closing.signal, AbortSignal.timeout(MAX_ATTEMPT_MS)]));
      lane.backOff.reset();
      Object.assign(lane, { failingSinceMs: 0, lastError: '', lastDeliveredMs: clock.now(), nextMonotonic: 0 });
      this.parts.log('info', 'delivered', { destination: lane.name, what: queued.message.what, id: entry.id, said });
      await this.#ended(lane, entry, queued.message, '');
    } catch (error) {
      this.#closing.signal.throwIfAborted();
      lane.lastError = messageOf(error);
      if (lane.failingSinceMs === 0) lane.failingSinceMs = clock.now();
      lane.nextMonotonic = clock.monotonic() + lane.backOff.next();
      this.parts.log('warn', 'a message could not be delivered', { destination: lane.name, id: entry.id, attempts: entry.attempts, reason: lane.lastError });
      if (clock.now() - entry.queuedMs >= GIVE_UP_MS) await this.#giveUp(lane, entry, lane.lastError);
      // One that its receiver will not have must not hold up those behind it.
      else if (lane.entries.includes(entry)) lane.entries = [...lane.entries.filter((other) => other !== entry), entry];
    }
  }

  async #send(destination: Destination, message: Message, signal: AbortSignal): Promise<string> {
    const { clock, secret, version, send = sendOnce } = this.parts;
    return send(destination, message, { secret, now: () => clock.now(), hostname: os.hostname(), version, signal });
  }

  async #giveUp(lane: Lane, entry: QueueEntry, why: string): Promise<void> {
    lane.gaveUpMs = this.parts.clock.now();
    lane.lastError = why;
    const queued = await this.#files.read(entry.file).catch(() => null); // Nobody can be told more of it.
    this.parts.log('warn', 'a message is given up', { destination: lane.name, id: entry.id, reason: why });
    if (queued === null) await this.#drop(lane, entry);
    else await this.#ended(lane, entry, queued.message, why);
  }

  async #ended(lane: Lane, entry: QueueEntry, { id, what, data }: Message, error: string): Promise<void> {
    await this.parts.onOutcome({ destination: lane.name, message: { id, what, data }, timeMs: this.parts.clock.now(), attempts: entry.attempts, error });
    await this.#drop(lane, entry);
  }

  async #drop(lane: Lane, entry: QueueEntry): Promise<void> {
    lane.entries = lane.entries.filter((other) => other !== entry);
    await this.#files.remove(entry.file);
  }
}
