// Alerts and silences as they are asked for. Nothing here changes anything.
import { FarvaultError } from '../../shared/errors/errors.js';
import { cleanLine } from '../delivery/index.js';
import type { AlertRecord, AlertState, SilenceRecord } from './alert-state.js';
import { silenceOf } from './announce.js';
import type { JudgedCondition } from './evaluate.js';

const MAX_TEXT = 500;

export interface AlertFilter {
  state?: string;
  severity?: string;
  office?: string;
  /** Resolved ones: that ended since. */
  sinceMs?: number;
}

export class AlertBook {
  /** What is wrong now, by the alert's key. */
  live: ReadonlyMap<string, JudgedCondition> = new Map();

  constructor(private readonly parts: { state: AlertState; clock: { now(): number } }) {}

  /** The gravest first, then the newest. */
  list(filter: AlertFilter = {}): AlertRecord[] {
    const { state } = this.parts;
    const wanted = filter.state ?? '';
    const all = [...(wanted === 'resolved' ? [] : state.standing()), ...(wanted === '' || wanted === 'resolved' || wanted === 'all' ? state.resolved() : [])];
    return all
      .filter((alert) => (wanted === '' ? alert.state !== 'resolved' : wanted === 'all' || alert.state === wanted))
      .filter(({ severity }) => filter.severity === undefined || severity === filter.severity)
      .filter(({ place }) => filter.office === undefined || place?.office === filter.office)
      .filter(({ state: is, resolvedMs }) => is !== 'resolved' || resolvedMs >= (filter.sinceMs ?? 0))
      .map((alert) => this.#shown(alert))
      .sort((a, b) => order(a) - order(b) || b.firedMs - a.firedMs || (a.id < b.id ? -1 : 1));
  }

  /** By id or a unique prefix of it. */
  get(id: string): AlertRecord {
    const found = this.#find(id);
    if (!Array.isArray(found)) return this.#shown(found);
    if (found.length > 1) throw new FarvaultError('USAGE', `'${id}' begins the ids of ${found.length} alerts`, { remedy: 'give more characters' });
    throw new FarvaultError('NOT_FOUND', `no alert has the id '${id.slice(0, 32)}'`, { remedy: 'backupctl alert list shows them' });
  }

  /** The one alert, or all that it may be. */
  #find(id: string): AlertRecord | AlertRecord[] {
    const { state } = this.parts;
    const exact = state.get(id);
    if (exact !== undefined) return exact;
    const found = id.length < 3 ? [] : [...state.standing(), ...state.resolved()].filter((alert) => alert.id.startsWith(id));
    return found.length === 1 ? found[0] : found;
  }

  /** The silence that holds its messages back now. */
  silencedBy(alert: AlertRecord): SilenceRecord | undefined {
    return silenceOf(alert, this.parts.state.silences(), this.parts.clock.now());
  }

  silences(): SilenceRecord[] {
    return this.parts.state.silences().sort((a, b) => a.untilMs - b.untilMs);
  }

  /** The id of the alert's office, '' when it is about the server; undefined: no such alert. */
  officeOf(id: string): string | undefined {
    const alert = this.#find(id);
    return Array.isArray(alert) ? undefined : (alert.place?.officeId ?? '');
  }

  /** Counts for status and metrics. */
  firing(): { severity: 'warning' | 'critical'; count: number }[] {
    const count = { warning: 0, critical: 0 };
    for (const alert of this.parts.state.standing()) if (alert.state === 'firing') count[alert.severity]++;
    return [{ severity: 'critical', count: count.critical }, { severity: 'warning', count: count.warning }];
  }

  scopeOfSilence(id: string): string | undefined {
    return this.parts.state.silences().find((silence) => silence.id === id)?.scope;
  }

  /** With the figures of now, which are not journalled each time that they change. */
  #shown(alert: AlertRecord): AlertRecord {
    const live = alert.state === 'resolved' ? undefined : this.live.get(alert.key);
    return live === undefined ? alert : { ...alert, subject: live.subject, place: live.place, summary: cleanLine(live.summary, MAX_TEXT), remedy: live.remedy };
  }
}

function order({ state, severity }: AlertRecord): number {
  return (state === 'resolved' ? 4 : state === 'acknowledged' ? 2 : 0) + (severity === 'critical' ? 0 : 1);
}
