// Alerts, silences and what goes with them, as they follow from the journal. Bounded: resolved alerts go by age and number, standing ones are at most so many.
import type { AlertKind } from '../../shared/settings/index.js';
import type { JournalRecord, StateReducer } from '../repository/types.js';
import type { Place, SpaceSample } from './world.js';

export interface DeliveryNote {
  destination: string;
  /** fired, resolved. */
  what: string;
  timeMs: number;
  error: string;
  attempts: number;
}

export interface AlertRecord {
  id: string;
  /** Kind and subject: of one key at most one alert stands. */
  key: string;
  kind: AlertKind;
  subject: string;
  place: Place | null;
  rule: string;
  severity: 'warning' | 'critical';
  state: 'firing' | 'acknowledged' | 'resolved';
  summary: string;
  remedy: string;
  destinations: string[];
  firedMs: number;
  acknowledgedMs: number;
  acknowledgedBy: string;
  comment: string;
  resolvedMs: number;
  /** How often it came back within an hour of its end. */
  flaps: number;
  /** The last thing that was told of it. */
  announced: '' | 'fired' | 'resolved';
  deliveries: DeliveryNote[];
}

export interface SilenceRecord {
  id: string;
  scope: string;
  kinds: string[];
  reason: string;
  by: string;
  fromMs: number;
  untilMs: number;
}

interface Saved {
  alerts: AlertRecord[];
  silences: SilenceRecord[];
  space: SpaceSample[];
  wells: [string, number][];
}

export const MAX_STANDING = 10_000;
const MAX_RESOLVED = 2_000;
const KEEP_RESOLVED_MS = 30 * 86_400_000;
const MAX_DELIVERIES = 8;
/** Every six hours for a month. */
const MAX_SPACE_SAMPLES = 120;

export class AlertState implements StateReducer {
  readonly name = 'alerts';
  readonly mayBeAbsent = true as const;
  readonly #standing = new Map<string, AlertRecord>();
  /** The last to be resolved is last. */
  readonly #resolved = new Map<string, AlertRecord>();
  readonly #byKey = new Map<string, AlertRecord>();
  readonly #silences = new Map<string, SilenceRecord>();
  readonly #wells = new Map<string, number>();
  #space: SpaceSample[] = [];

  apply({ body, timeMs }: JournalRecord): void {
    const text = (field: string): string => body[field] as string;
    switch (body.kind) {
      case 'alert.fired':
        this.#put({ ...(body['alert'] as AlertRecord) });
        return;
      case 'alert.acknowledged': {
        const alert = this.#standing.get(text('id'));
        if (alert !== undefined) Object.assign(alert, { state: 'acknowledged', acknowledgedMs: timeMs, acknowledgedBy: text('by'), comment: text('comment') });
        return;
      }
      case 'alert.resolved':
        for (const id of body['ids'] as string[]) this.#resolve(id, timeMs);
        return;
      case 'alert.announced':
        for (const id of body['ids'] as string[]) this.#announced(id, text('what'));
        return;
      case 'alert.delivered':
        for (const id of body['ids'] as string[]) {
          const alert = this.get(id);
          if (alert !== undefined) alert.deliveries = [...alert.deliveries, body['delivery'] as DeliveryNote].slice(-MAX_DELIVERIES);
        }
        return;
      case 'alert.well':
        this.#wells.set(text('destination'), body['dueMs'] as number);
        return;
      case 'destination.deleted':
        this.#wells.delete(text('name'));
        return;
      case 'silence.created': {
        const silence = body['silence'] as SilenceRecord;
        this.#silences.set(silence.id, silence);
        for (const { id, untilMs } of this.#silences.values()) if (untilMs < timeMs - KEEP_RESOLVED_MS) this.#silences.delete(id);
        return;
      }
      case 'silence.deleted':
        this.#silences.delete(text('id'));
        return;
      case 'space.sampled':
        this.#space = [...this.#space, body['sample'] as SpaceSample].slice(-MAX_SPACE_SAMPLES);
        return;
      default:
    }
  }

  save(): Saved {
    return { alerts: [...this.#resolved.values(), ...this.#standing.values()], silences: [...this.#silences.values()], space: this.#space, wells: [...this.#wells] };
  }

  load(saved: unknown): void {
    const { alerts, silences, space, wells } = saved as Saved;
    for (const map of [this.#standing, this.#resolved, this.#byKey, this.#silences, this.#wells]) map.clear();
    for (const alert of alerts) this.#put({ ...alert });
    for (const silence of silences) this.#silences.set(silence.id, silence);
    for (const [destination, dueMs] of wells) this.#wells.set(destination, dueMs);
    this.#space = space;
  }

  get(id: string): AlertRecord | undefined {
    return this.#standing.get(id) ?? this.#resolved.get(id);
  }

  standing(): Iterable<AlertRecord> {
    return this.#standing.values();
  }

  get standingCount(): number {
    return this.#standing.size;
  }

  resolved(): Iterable<AlertRecord> {
    return this.#resolved.values();
  }

  /** The newest of the key, standing or resolved. */
  ofKey(key: string): AlertRecord | undefined {
    return this.#byKey.get(key);
  }

  silences(): SilenceRecord[] {
    return [...this.#silences.values()];
  }

  get space(): readonly SpaceSample[] {
    return this.#space;
  }

  /** Due time of the last "all is well" of the destination; 0: none yet. */
  wellOf(destination: string): number {
    return this.#wells.get(destination) ?? 0;
  }

  #put(alert: AlertRecord): void {
    this.#resolved.delete(alert.id);
    (alert.state === 'resolved' ? this.#resolved : this.#standing).set(alert.id, alert);
    this.#byKey.set(alert.key, alert);
  }

  #announced(id: string, what: string): void {
    const alert = this.get(id);
    if (alert !== undefined) alert.announced = what as AlertRecord['announced'];
  }

  #resolve(id: string, timeMs: number): void {
    const alert = this.#standing.get(id);
    if (alert === undefined) return;
    this.#standing.delete(id);
    Object.assign(alert, { state: 'resolved', resolvedMs: timeMs });
    this.#resolved.set(id, alert);
    for (const old of this.#resolved.values()) {
      if (this.#resolved.size <= MAX_RESOLVED && old.resolvedMs >= timeMs - KEEP_RESOLVED_MS) break;
      this.#resolved.delete(old.id);
      if (this.#byKey.get(old.key) === old) this.#byKey.delete(old.key);
    }
  }
}
