// The audit as it is asked.
import type { ViewStore } from '../repository/types.js';
import { END_KEY, FIRST_KEY, parseEntry, type AuditEntry } from './entry.js';

/** Filters that are set must all match. */
export interface AuditQuery {
  by?: string;
  /** The whole action, or what it begins with up to a dot: "fleet", "fleet.user-created". */
  action?: string;
  /** Case-insensitive, in what was changed and what it is about. */
  text?: string;
  sinceMs?: number;
  untilMs?: number;
  limit: number;
}

/** Who asks: `visible`: whether they may see what concerns this office; entries of no office are for those who see all. */
export interface AuditSight {
  all: boolean;
  visible: (officeId: string) => boolean;
}

export class AuditLog {
  constructor(
    private readonly view: ViewStore,
    /** Resolves when the view has seen every record so far. */
    private readonly settled: () => Promise<void>,
  ) {}

  /** The newest matches, newest first. */
  async *entries(query: AuditQuery, sight: AuditSight): AsyncGenerator<AuditEntry, void, undefined> {
    await this.settled();
    let left = query.limit;
    for await (const [, value] of this.view.iterate({ gte: FIRST_KEY, lt: END_KEY, reverse: true })) {
      const entry = parseEntry(value);
      if (!matches(entry, query)) continue;
      if (!sight.all && (entry.offices.length === 0 || !entry.offices.every(sight.visible))) continue;
      if (left-- <= 0) return;
      yield entry;
    }
  }
}

function matches(entry: AuditEntry, { by, action, text, sinceMs, untilMs }: AuditQuery): boolean {
  if (by !== undefined && entry.by !== by) return false;
  if (action !== undefined && entry.action !== action && !entry.action.startsWith(`${action}.`)) return false;
  if (sinceMs !== undefined && entry.timeMs < sinceMs) return false;
  if (untilMs !== undefined && entry.timeMs > untilMs) return false;
  return text === undefined || `${entry.about.join(' ')} ${entry.what}`.toLowerCase().includes(text.toLowerCase());
}
