// Health for machines: does the process serve at all (restart it if not), and can it take backups (send work elsewhere, or people to look).
import type { HttpReply } from './listener.js';

export interface HealthSources {
  /** After a failed write nothing is written until a restart. */
  poisoned(): string | null;
  writable(): { writable: boolean; reason: string | null };
  /** Views that are behind the journal, by name. */
  viewsBehind(): string[];
  stopping(): boolean;
}

/** Why no backup can be taken now; empty: it can. */
export function notReady(sources: HealthSources): string[] {
  if (sources.stopping()) return ['the server is stopping'];
  const { writable, reason } = sources.writable();
  const behind = sources.viewsBehind();
  return [...(writable ? [] : [reason ?? 'nothing can be written']), ...(behind.length === 0 ? [] : [`behind the journal: ${behind.join(', ')}`])];
}

export function healthRoutes(sources: HealthSources): [string, () => HttpReply][] {
  return [
    [
      '/healthz',
      () => {
        const poisoned = sources.poisoned();
        return poisoned === null ? json(200, { status: 'ok' }) : json(503, { status: 'failed', reasons: [poisoned] });
      },
    ],
    [
      '/readyz',
      () => {
        const reasons = notReady(sources);
        return reasons.length === 0 ? json(200, { status: 'ready' }) : json(503, { status: 'not ready', reasons });
      },
    ],
  ];
}

function json(status: number, value: object): HttpReply {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` };
}
