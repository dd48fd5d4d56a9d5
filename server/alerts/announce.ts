// Who is told what, and when: pure. Alerts that come together go in one message a destination, so that a line that fails for 200 offices is one mail.
import { parseScope } from '../../shared/settings/index.js';
import type { AlertRecord, SilenceRecord } from './alert-state.js';
import { covers } from './rules.js';

/** So long the first alert waits for others that belong to it. */
export const GATHER_MS = 30_000;
/** Then there is no message for so long. */
export const INTERVAL_MS = 5 * 60_000;

export interface AlertEvent {
  alert: AlertRecord;
  what: 'fired' | 'resolved';
}

export interface Announcement {
  /** Events by destination. */
  messages: Map<string, AlertEvent[]>;
  /** All events that count as told with them, also those that nobody is told of. */
  events: AlertEvent[];
}

/** The silence that holds an alert's messages back now. */
export function silenceOf(alert: Pick<AlertRecord, 'kind' | 'place'>, silences: readonly SilenceRecord[], nowMs: number): SilenceRecord | undefined {
  return silences.find(({ scope, kinds, fromMs, untilMs }) => {
    if (nowMs < fromMs || nowMs >= untilMs || (kinds.length > 0 && !kinds.includes(alert.kind))) return false;
    const parsed = parseScope(scope);
    return parsed !== undefined && covers(parsed, alert.place);
  });
}

/** What is to be told; an alert that was acknowledged or is over before it was told of is not. */
export function untold(standing: Iterable<AlertRecord>, resolved: Iterable<AlertRecord>, silences: readonly SilenceRecord[], nowMs: number): AlertEvent[] {
  const events: AlertEvent[] = [];
  for (const alert of standing) if (alert.state === 'firing' && alert.announced !== 'fired' && silenceOf(alert, silences, nowMs) === undefined) events.push({ alert, what: 'fired' });
  for (const alert of resolved) if (alert.announced === 'fired' && silenceOf(alert, silences, nowMs) === undefined) events.push({ alert, what: 'resolved' });
  return events;
}

/** Null: not yet. `destinations`: all that there are; `lastMs`: of the last announcement. */
export function planAnnouncement(events: AlertEvent[], destinations: readonly string[], waitingSinceMs: number, lastMs: number, nowMs: number): Announcement | null {
  if (events.length === 0 || nowMs - waitingSinceMs < GATHER_MS || nowMs - lastMs < INTERVAL_MS) return null;
  const messages = new Map<string, AlertEvent[]>();
  for (const event of events) {
    for (const destination of event.alert.destinations) {
      if (!destinations.includes(destination)) continue;
      const list = messages.get(destination) ?? [];
      list.push(event);
      messages.set(destination, list);
    }
  }
  return { messages, events };
}

export function idsOf(events: readonly AlertEvent[], what: AlertEvent['what']): string[] {
  return events.filter((event) => event.what === what).map(({ alert }) => alert.id);
}
