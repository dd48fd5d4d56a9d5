// What agents say of their updates: cut to bounds, the newest kept, and journalled soon when it is news. How far a download has come is not journalled.
import { messageOf } from '../../shared/errors/errors.js';
import type { UpdateReport__Output } from '../../shared/rpc/gen/farvault/v1/UpdateReport.js';
import type { Clock } from '../../shared/time/clock.js';
import { MAX_FAILED, type RolloutBody, type RolloutState } from './state.js';
import { REPORT_STATES, type Report, type ReportState } from './types.js';

/** What agents say is journalled this often at most. */
const JOURNAL_MS = 1_000;
const RECORD_AGENTS = 1_000;
const NAME_CHARS = 64;
const REASON_CHARS = 300;

export interface ReportDependencies {
  journal: { appendJournal(body: RolloutBody): Promise<unknown> };
  state: RolloutState;
  agents: ReadonlyMap<string, unknown>;
  clock: Clock;
  log(level: 'warn', message: string, details?: object): void;
  /** An agent said something new. */
  onNews(agentId: string): void;
}

export class Reports {
  /** What the journal does not know, or not how far it has come. Null: it says nothing any more. */
  readonly #newest = new Map<string, Report | null>();
  readonly #unwritten = new Set<string>();
  /** Versions that failed and that the journal does not know yet: what an agent says next, of another rollout, must not hide them. */
  readonly #failed = new Map<string, Report[]>();
  readonly #stop = new AbortController();
  #writing = false;

  constructor(private readonly deps: ReportDependencies) {}

  of(agentId: string): Report | null {
    const newest = this.#newest.get(agentId);
    return newest === undefined ? (this.deps.state.reports.get(agentId) ?? null) : newest;
  }

  /** Versions that failed on the agent, the oldest first. */
  failedOn(agentId: string): string[] {
    const unwritten = (this.#failed.get(agentId) ?? []).map(({ version }) => version);
    return [...new Set([...(this.deps.state.failed.get(agentId) ?? []), ...unwritten])];
  }

  /** Null: at a connection the agent said that there is none. */
  heard(agentId: string, said: UpdateReport__Output | null): void {
    const before = this.of(agentId);
    const report = said === null ? null : taken(said, before, this.deps.clock.now());
    if (report === undefined) return;
    this.#newest.set(agentId, report);
    if (sameNews(before, report)) return;
    // Of rollouts that this server does not know, nothing is to be kept.
    const isKept = report === null || this.deps.state.rollouts.has(report.rollout);
    // Before anybody hears of it: what is wanted next depends on it.
    if (isKept && report?.state === 'back') this.#failed.set(agentId, [...(this.#failed.get(agentId) ?? []), report].slice(-MAX_FAILED));
    this.deps.onNews(agentId);
    if (!isKept) return;
    this.#unwritten.add(agentId);
    if (this.#writing) return;
    this.#writing = true;
    this.#writeSoon().catch((error: unknown) => this.deps.log('warn', 'what agents said of their updates could not be journalled', { reason: messageOf(error) }));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#write().catch((error: unknown) => this.deps.log('warn', 'what agents said of their updates could not be journalled', { reason: messageOf(error) }));
  }

  async #writeSoon(): Promise<void> {
    try {
      await this.deps.clock.sleep(JOURNAL_MS, this.#stop.signal);
    } catch {
      return; // `close` does it.
    } finally {
      this.#writing = false;
    }
    await this.#write();
  }

  async #write(): Promise<void> {
    const { agents, journal, state } = this.deps;
    for (const map of [this.#newest, this.#failed]) for (const id of map.keys()) if (!agents.has(id)) map.delete(id);
    const gone = [...state.reports.keys(), ...state.failed.keys()].filter((id) => !agents.has(id));
    const ids = [...this.#unwritten].filter((id) => agents.has(id));
    this.#unwritten.clear();
    for (let from = 0; from < Math.max(ids.length, Math.min(1, gone.length)); from += RECORD_AGENTS) {
      const some = ids.slice(from, from + RECORD_AGENTS);
      const failed = some.map((id): [string, Report[]] => [id, this.#failed.get(id) ?? []]);
      try {
        await journal.appendJournal({ kind: 'rollout.reported', reports: some.flatMap((agent) => this.#newsOf(agent)), gone: from === 0 ? [...new Set(gone)] : [] });
      } catch (error) {
        for (const id of ids.slice(from)) this.#unwritten.add(id);
        throw error;
      }
      for (const [id, written] of failed) this.#forget(id, written);
    }
  }

  /** The newest last: it is the one that stands. */
  #newsOf(agent: string): { agent: string; report: Report | null }[] {
    const newest = this.of(agent);
    const failed = (this.#failed.get(agent) ?? []).filter((report) => newest === null || !sameNews(report, newest));
    return [...failed, newest].map((report) => ({ agent, report }));
  }

  #forget(agentId: string, written: Report[]): void {
    const left = (this.#failed.get(agentId) ?? []).filter((report) => !written.includes(report));
    if (left.length === 0) this.#failed.delete(agentId);
    else this.#failed.set(agentId, left);
  }
}

/** Undefined: nothing that an agent would say. */
function taken(said: UpdateReport__Output, before: Report | null, nowMs: number): Report | undefined {
  if (!isReportState(said.state)) return undefined;
  const report = {
    rollout: said.rollout.slice(0, NAME_CHARS),
    version: said.version.slice(0, NAME_CHARS),
    state: said.state,
    reason: said.reason.slice(0, REASON_CHARS),
    bytesDone: bytes(said.bytesDone),
    bytesTotal: bytes(said.bytesTotal),
  };
  // Said once more is not later.
  const same = before !== null && before.rollout === report.rollout && before.version === report.version && before.state === report.state;
  return { ...report, atMs: same ? before.atMs : nowMs };
}

function bytes(value: number): number {
  return Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function isReportState(state: string): state is ReportState {
  return (REPORT_STATES as readonly string[]).includes(state);
}

function sameNews(a: Report | null, b: Report | null): boolean {
  if (a === null || b === null) return a === b;
  return a.rollout === b.rollout && a.version === b.version && a.state === b.state && a.reason === b.reason;
}
