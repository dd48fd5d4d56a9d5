// Alerts as they run: looks at the world each minute and after each event, journals what has changed, and tells whoever is to be told. What is decided, the pure files
// beside this one decide.
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { isAlertKind, parseScope, SCOPE_FORMS, type AlertKind } from '../../shared/settings/index.js';
import type { Clock } from '../../shared/time/clock.js';
import { cleanLine, type DeliveryOutcome, type Destination, type Message } from '../delivery/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import { wellDue, wellMessage } from './all-is-well.js';
import { AlertBook } from './alert-book.js';
import { Blind } from './blind.js';
import { keyOf, planAlerts, type AlertPlan } from './alert-plan.js';
import { MAX_STANDING, type AlertRecord, type AlertState, type SilenceRecord } from './alert-state.js';
import { idsOf, planAnnouncement, untold } from './announce.js';
import { evaluate, type JudgedCondition } from './evaluate.js';
import { KINDS } from './kinds.js';
import { messageOf, testMessage } from './messages.js';
import type { RuleState } from './rules.js';
import type { World } from './world.js';

const EVERY_MS = 60_000;
/** After an event the world is looked at so much later: a thousand runs that end together are one look. */
const SOON_MS = 5_000;
const SPACE_EVERY_MS = 6 * 60 * 60_000;
/** The wall clock has left the other by so much: the machine slept, or somebody set it. */
const CLOCK_STEP_MS = 5 * 60_000;
/** Past the queue: a look waits for it. */
const SEND_MS = 30_000;
const MAX_SILENCES = 1000;
const MAX_SILENCE_MS = 366 * 86_400_000;
const MAX_TEXT = 500;

export interface AlertParts {
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  state: AlertState;
  rules: Pick<RuleState, 'rules'>;
  /** Everything but `listeningSinceMs` and `spaceHistory`, which are kept here. */
  world: () => Promise<Omit<World, 'listeningSinceMs' | 'spaceHistory'>>;
  destinations: () => (Destination & { sinceMs: number })[];
  deliver: (destination: string, message: Message) => Promise<void>;
  sendNow: (destination: string, message: Message, signal: AbortSignal) => Promise<string>;
  clock: Clock;
  /** So many random bytes, as hexadecimal digits. */
  randomHex: (bytes: number) => string;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

export class Alerts {
  readonly book: AlertBook;
  readonly #ticks = new Mutex();
  readonly #blind: Blind;
  readonly #stop = new AbortController();
  #goneSince: ReadonlyMap<string, number> = new Map();
  #listeningSinceMs: number;
  #lastLook: { wallMs: number; monotonicMs: number };
  /** Monotonic, as is the next: a clock that was ahead and is set right must not keep messages back until it gets there again. */
  #untoldSinceMs: number | null = null;
  #lastToldMs = -Infinity;
  /** Messages of an announcement that could not be handed over to all. */
  readonly #given = new Set<string>();
  #wake: (() => void) | null = null;
  #soonMs = Infinity;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: AlertParts) {
    const { clock } = parts;
    this.book = new AlertBook(parts);
    this.#blind = new Blind(parts);
    this.#listeningSinceMs = clock.now();
    this.#lastLook = { wallMs: clock.now(), monotonicMs: clock.monotonic() };
  }

  start(): void {
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort(new FarvaultError('CANCELLED', 'the server stops'));
    this.#wake?.();
    await this.#running;
  }

  /** Something has happened that may matter. */
  poke(): void {
    const soonMs = this.parts.clock.monotonic() + SOON_MS;
    if (soonMs >= this.#soonMs) return;
    this.#soonMs = soonMs;
    this.#wake?.();
  }

  /** One look: what `start` does each minute. */
  look(): Promise<void> {
    return this.#ticks.run(async () => {
      this.#noteClock();
      const { state, clock } = this.parts;
      const world: World = { ...(await this.parts.world()), listeningSinceMs: this.#listeningSinceMs, spaceHistory: state.space };
      const nowMs = clock.now();
      const evaluation = evaluate(world, this.parts.rules.rules, KINDS, nowMs);
      this.book.live = new Map(evaluation.conditions.map((condition) => [keyOf(condition), condition]));
      const plan = planAlerts(
        evaluation,
        { standing: state.standing(), ofKey: (key) => state.ofKey(key), sticky: (kind) => KINDS[kind].sticky === true, goneSince: this.#goneSince, room: MAX_STANDING - state.standingCount },
        nowMs,
      );
      await this.#carryOut(plan, nowMs);
      await this.#announce(nowMs);
      await this.#tellWell(world, nowMs);
      await this.#sampleSpace(world, nowMs);
    });
  }

  // ---- acting ----

  async acknowledge(id: string, comment: string, by: string): Promise<AlertRecord> {
    const alert = this.book.get(id);
    if (alert.state === 'resolved') throw new FarvaultError('CONFLICT', `alert ${alert.id} is resolved already`);
    await this.parts.journal.appendJournal({ kind: 'alert.acknowledged', id: alert.id, by, comment: cleanLine(comment, MAX_TEXT) });
    this.poke();
    return this.book.get(alert.id);
  }

  async silence({ scope, kinds, reason, fromMs, untilMs }: Omit<SilenceRecord, 'id' | 'by'>, by: string): Promise<SilenceRecord> {
    const nowMs = this.parts.clock.now();
    const faults: string[] = [];
    if (parseScope(scope) === undefined) faults.push(`'${scope.slice(0, 60)}' is not a scope: ${SCOPE_FORMS}`);
    faults.push(...kinds.filter((kind) => !isAlertKind(kind)).map((kind) => `'${kind.slice(0, 60)}' is not a kind of alert: ${Object.keys(KINDS).join(', ')}`));
    if (reason.trim() === '') faults.push('a silence has a reason: others wonder why nobody is told');
    if (untilMs <= Math.max(fromMs, nowMs)) faults.push('it would be over before it begins');
    else if (untilMs - nowMs > MAX_SILENCE_MS) faults.push('a silence lasts for a year at most');
    if (this.book.silences().filter((one) => one.untilMs > nowMs).length >= MAX_SILENCES) faults.push(`there are ${MAX_SILENCES} silences already`);
    if (faults.length > 0) throw new FarvaultError('USAGE', faults.join('; '));
    const silence: SilenceRecord = { id: this.parts.randomHex(3), scope, kinds: [...new Set(kinds)], reason: cleanLine(reason, MAX_TEXT), by, fromMs: fromMs === 0 ? nowMs : fromMs, untilMs };
    await this.parts.journal.appendJournal({ kind: 'silence.created', silence, by });
    return silence;
  }

  async endSilence(id: string, by: string): Promise<void> {
    if (this.book.scopeOfSilence(id) === undefined) throw new FarvaultError('NOT_FOUND', `no silence has the id '${id.slice(0, 32)}'`, { remedy: 'backupctl alert silences shows them' });
    await this.parts.journal.appendJournal({ kind: 'silence.deleted', id, by });
    this.poke();
  }

  /** Sends a test message now. That it does not work is an answer, too. */
  async test(destination: string, by: string, signal: AbortSignal): Promise<{ delivered: boolean; detail: string }> {
    const { clock, destinations, randomHex, sendNow } = this.parts;
    if (!destinations().some(({ name }) => name === destination)) throw new FarvaultError('NOT_FOUND', `no destination is called '${destination.slice(0, 64)}'`, { remedy: 'backupctl alert destinations shows them; backupctl apply makes them' });
    try {
      return { delivered: true, detail: await sendNow(destination, testMessage(`test-${randomHex(8)}`, by, clock.now()), signal) };
    } catch (error) {
      signal.throwIfAborted();
      if (!isFarvaultError(error)) throw error;
      return { delivered: false, detail: error.message };
    }
  }

  /** How a message of alerts ended: noted with each. */
  async onOutcome({ destination, message, timeMs, attempts, error }: DeliveryOutcome): Promise<void> {
    this.poke();
    if (message.what !== 'alerts') return;
    const told = message.data['alerts'] as { id: string; event: string }[];
    for (const what of ['fired', 'resolved']) {
      const ids = told.filter(({ event }) => event === what).map(({ id }) => id);
      if (ids.length > 0) await this.parts.journal.appendJournal({ kind: 'alert.delivered', ids, delivery: { destination, what, timeMs, attempts, error: error.slice(0, MAX_TEXT) } });
    }
  }

  // ---- each look ----

  async #run(): Promise<void> {
    const { clock, log } = this.parts;
    while (!this.#stop.signal.aborted) {
      this.#soonMs = Infinity;
      try {
        await this.look();
        this.#blind.sees();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        log('error', 'alerts could not be judged', { error });
        await this.#blind.fails(error, this.#stop.signal);
      }
      await this.#pause(clock.monotonic() + EVERY_MS);
    }
  }

  /** Until `untilMs`, or somewhat after an event if that is earlier. */
  async #pause(untilMs: number): Promise<void> {
    const { clock } = this.parts;
    while (!this.#stop.signal.aborted) {
      const leftMs = Math.min(untilMs, this.#soonMs) - clock.monotonic();
      if (leftMs <= 0) return;
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await clock.sleep(leftMs, woken.signal).catch(() => undefined);
      this.#wake = null;
    }
  }

  /** After a jump of the clock agents get their time to be heard of again, as after a start. */
  #noteClock(): void {
    const wallMs = this.parts.clock.now();
    const monotonicMs = this.parts.clock.monotonic();
    const step = wallMs - this.#lastLook.wallMs - (monotonicMs - this.#lastLook.monotonicMs);
    if (Math.abs(step) > CLOCK_STEP_MS) {
      this.#listeningSinceMs = wallMs;
      this.#goneSince = new Map();
    }
    this.#lastLook = { wallMs, monotonicMs };
  }

  async #carryOut(plan: AlertPlan, nowMs: number): Promise<void> {
    const { journal, randomHex, log } = this.parts;
    this.#goneSince = plan.goneSince;
    if (plan.leftOut > 0) log('warn', 'more alerts than can be kept', { leftOut: plan.leftOut });
    const fresh = { state: 'firing', firedMs: nowMs, acknowledgedMs: 0, acknowledgedBy: '', comment: '', resolvedMs: 0, announced: '' } as const;
    const fire = (id: string, condition: JudgedCondition, kept: Pick<AlertRecord, 'flaps' | 'deliveries'> & Partial<Pick<AlertRecord, 'firedMs'>>): Promise<unknown> =>
      journal.appendJournal({ kind: 'alert.fired', alert: { ...fresh, ...kept, id, ...said(condition, this.#tellAll()) } satisfies AlertRecord });
    await Promise.all([
      ...plan.fire.map((condition) => fire(randomHex(4), condition, { flaps: 0, deliveries: [] })),
      ...plan.reopen.map(({ alert, condition }) => fire(alert.id, condition, { flaps: alert.flaps + 1, deliveries: alert.deliveries })),
      ...plan.escalate.map(({ alert, condition }) => fire(alert.id, condition, { flaps: alert.flaps, deliveries: alert.deliveries, firedMs: alert.firedMs })),
      ...(plan.resolve.length === 0 ? [] : [journal.appendJournal({ kind: 'alert.resolved', ids: plan.resolve.map(({ id }) => id) })]),
    ]);
  }

  /** Whom alerts are for that no rule gives a destination to: better all than nobody. */
  #tellAll(): string[] {
    return this.parts.destinations().map(({ name }) => name);
  }

  async #announce(nowMs: number): Promise<void> {
    const { state, journal } = this.parts;
    const events = untold(state.standing(), state.resolved(), state.silences(), nowMs);
    const monotonicMs = this.parts.clock.monotonic();
    if (events.length === 0) this.#untoldSinceMs = null;
    else this.#untoldSinceMs ??= monotonicMs;
    // There is another look when the first of them has waited long enough.
    if (events.length > 0) this.#lookAgain();
    const plan = planAnnouncement(events, this.#tellAll(), this.#untoldSinceMs ?? monotonicMs, this.#lastToldMs, monotonicMs);
    if (plan === null) return;
    if (plan.messages.size > 0) this.#lastToldMs = monotonicMs;
    let handedOver = true;
    for (const [destination, list] of plan.messages) handedOver = (await this.#handOver(destination, messageOf(list, destination, nowMs))) && handedOver;
    // Those that could not be handed over are tried again, and all that has come meanwhile with them.
    if (!handedOver) return;
    this.#given.clear();
    // Only now: a crash before tells it twice rather than never, under the same id.
    for (const what of ['fired', 'resolved'] as const) {
      const ids = idsOf(plan.events, what);
      if (ids.length > 0) await journal.appendJournal({ kind: 'alert.announced', ids, what });
    }
    this.#untoldSinceMs = null;
  }

  /** False: it could be neither queued nor sent. That holds up nobody else's. */
  async #handOver(destination: string, message: Message): Promise<boolean> {
    const { clock, deliver, log } = this.parts;
    if (this.#given.has(message.id)) return true;
    try {
      await deliver(destination, message).catch(async (error: unknown) => {
        log('error', 'a message could not be queued: it is sent at once', { destination, error });
        // On a full disk there is no room for the message that says so.
        await this.parts.sendNow(destination, message, AbortSignal.any([this.#stop.signal, AbortSignal.timeout(SEND_MS)]));
        await this.onOutcome({ destination, message, timeMs: clock.now(), attempts: 1, error: '' });
      });
      this.#given.add(message.id);
      return true;
    } catch (error) {
      log('error', 'a message could be neither queued nor sent', { destination, error });
      return false;
    }
  }

  #lookAgain(): void {
    this.#soonMs = Math.min(this.#soonMs, this.parts.clock.monotonic() + EVERY_MS / 2);
  }

  async #tellWell(world: World, nowMs: number): Promise<void> {
    const { state, journal } = this.parts;
    const standing = this.book.list();
    for (const destination of this.parts.destinations()) {
      const dueMs = wellDue(destination, [state.wellOf(destination.name), destination.sinceMs], nowMs);
      if (dueMs === null || !(await this.#handOver(destination.name, wellMessage(world, standing, destination.name, dueMs, nowMs)))) continue;
      await journal.appendJournal({ kind: 'alert.well', destination: destination.name, dueMs });
    }
  }

  async #sampleSpace({ space }: World, nowMs: number): Promise<void> {
    const last = this.parts.state.space.at(-1);
    if (last !== undefined && nowMs - last.timeMs < SPACE_EVERY_MS && nowMs >= last.timeMs) return;
    await this.parts.journal.appendJournal({ kind: 'space.sampled', sample: space });
  }
}

function said({ kind, id, subject, place, rule, severity, summary, remedy, destinations }: JudgedCondition, all: string[]): Pick<AlertRecord, 'key' | 'kind' | 'subject' | 'place' | 'rule' | 'severity' | 'summary' | 'remedy' | 'destinations'> {
  return { key: keyOf({ kind, id }), kind: kind satisfies AlertKind, subject, place, rule, severity, summary: cleanLine(summary, MAX_TEXT), remedy: cleanLine(remedy, MAX_TEXT), destinations: destinations ?? all };
}
