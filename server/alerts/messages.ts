// Alerts as messages: for people, for programs, and for logs. Pure.
import { blake3 } from '../../shared/hash/hash.js';
import { cleanLine, type Message } from '../delivery/index.js';
import type { AlertRecord } from './alert-state.js';
import type { AlertEvent } from './announce.js';
import { ago, timeText } from './words.js';

const MAX_SHOWN = 300;
/** So that ten thousand alerts fit into a message. */
const MAX_LINES = 1000;
const ORDER = { critical: 0, warning: 1 };

export function messageOf(events: readonly AlertEvent[], destination: string, nowMs: number): Message {
  const sorted = [...events].sort((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0) || ORDER[a.alert.severity] - ORDER[b.alert.severity] || (a.alert.subject < b.alert.subject ? -1 : 1));
  const shown = sorted.slice(0, MAX_SHOWN);
  const fired = events.filter(({ what }) => what === 'fired');
  const critical = fired.some(({ alert }) => alert.severity === 'critical');
  return {
    id: eventId(sorted, destination),
    what: 'alerts',
    weight: fired.length === 0 ? 'info' : critical ? 'critical' : 'warning',
    timeMs: nowMs,
    subject: subjectOf(sorted),
    text: textOf(shown, sorted.length, nowMs),
    data: { alerts: shown.map(({ alert, what }) => ({ event: what, ...alertData(alert) })), total: sorted.length },
    lines: sorted.slice(0, MAX_LINES).map(({ alert, what }) => ({
      weight: what === 'resolved' ? 'info' : alert.severity,
      text: `${what} ${alert.kind} ${alert.subject}: ${alert.summary}`,
      fields: { alert: alert.id, event: what, kind: alert.kind, severity: alert.severity, subject: alert.subject, office: alert.place?.office ?? '', agent: alert.place?.agent ?? '' },
    })),
  };
}

/** The same for the same events, so that what is told twice after a crash is known for it. */
function eventId(events: readonly AlertEvent[], destination: string): string {
  const names = events.map(({ alert, what }) => `${alert.id} ${what} ${what === 'fired' ? alert.firedMs : alert.resolvedMs} ${alert.severity}`).sort();
  return blake3(Buffer.from([destination, ...names].join('\n'))).subarray(0, 16).toString('hex');
}

/** As a webhook gets it. */
function alertData(alert: AlertRecord): Record<string, unknown> {
  const { id, kind, severity, state, subject, rule } = alert;
  return {
    id,
    kind,
    severity,
    state,
    subject: cleanLine(subject),
    office: cleanLine(alert.place?.office ?? ''),
    agent: cleanLine(alert.place?.agent ?? ''),
    rule,
    summary: cleanLine(alert.summary, 1000),
    remedy: cleanLine(alert.remedy, 1000),
    firedAt: new Date(alert.firedMs).toISOString(),
    resolvedAt: alert.state === 'resolved' ? new Date(alert.resolvedMs).toISOString() : null,
  };
}

function subjectOf(events: readonly AlertEvent[]): string {
  const fired = events.filter(({ what }) => what === 'fired');
  const [first] = events;
  if (events.length === 1) return `[Farvault] ${first.what === 'resolved' ? 'resolved' : first.alert.severity}: ${first.alert.subject}: ${first.alert.kind}`;
  const resolved = events.length - fired.length;
  const firedText = fired.length === 0 ? '' : `${fired.length} ${fired.length === 1 ? 'alert' : 'alerts'} (${countsOf(fired)})`;
  return `[Farvault] ${[firedText, resolved === 0 ? '' : `${resolved} resolved`].filter((one) => one !== '').join(', ')}`;
}

function countsOf(events: readonly AlertEvent[]): string {
  const counts = new Map<string, number>();
  for (const { alert } of events) counts.set(alert.kind, (counts.get(alert.kind) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 4).map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function textOf(shown: readonly AlertEvent[], total: number, nowMs: number): string {
  const blocks = total <= 5 ? shown.map((event) => block(event, nowMs)) : [table(shown)];
  const more = total > shown.length ? [`and ${total - shown.length} more: backupctl alert list`] : [];
  return [...blocks, ...more, 'backupctl alert list shows all, backupctl alert ack ID takes one over.', ''].join('\n\n');
}

function block({ alert, what }: AlertEvent, nowMs: number): string {
  const { place } = alert;
  const where = place === null ? '' : `Where:   ${place.agent === '' ? '' : `agent ${place.agent}, `}office ${place.office}\n`;
  const head = what === 'resolved' ? `RESOLVED after ${ago(alert.resolvedMs - alert.firedMs)}` : alert.severity.toUpperCase();
  const age = what === 'resolved' ? '' : `Since:   ${timeText(alert.firedMs)} (${ago(nowMs - alert.firedMs)})\n`;
  return `${head}: ${cleanLine(alert.subject)}: ${alert.kind}\nWhat:    ${cleanLine(alert.summary, 1000)}\n${where}${age}${what === 'resolved' ? '' : `To do:   ${cleanLine(alert.remedy, 1000)}\n`}Alert:   ${alert.id}`;
}

function table(events: readonly AlertEvent[]): string {
  const rows = events.map(({ alert, what }) => [what === 'resolved' ? 'resolved' : alert.severity, alert.kind, cleanLine(alert.subject, 60), cleanLine(alert.place?.office ?? '', 40), cleanLine(alert.summary, 160)]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column < 4 ? cell.padEnd(widths[column]) : cell)).join('  ')).join('\n');
}

/** What `backupctl alert test` sends. */
export function testMessage(id: string, by: string, nowMs: number): Message {
  const text = `This is a test, asked for by ${cleanLine(by, 100)}. If you read it, alerts reach you here.`;
  return { id, what: 'test', weight: 'info', timeMs: nowMs, subject: '[Farvault] test', text: `${text}\n`, data: {}, lines: [{ weight: 'info', text, fields: {} }] };
}
