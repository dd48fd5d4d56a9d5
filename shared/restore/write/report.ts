// What a restore tells of itself: problems by name, counters, planned actions. Gathered in the worker, handed over in batches; bounded.
import { isFarvaultError, messageOf, systemCode } from '../../errors/errors.js';
import { printablePath } from '../../sys/system-error.js';
import type { Action, PlannedAction } from '../plan.js';

/** `note`: the restore is still whole. `skipped`: something is missing (exit 3). `damage`: stored data is damaged (exit 7). */
export type Severity = 'note' | 'skipped' | 'damage';

export interface RestoreProblem {
  path: Uint8Array;
  code: string;
  message: string;
  severity: Severity;
}

export interface RestoreCounters {
  filesRestored: number;
  filesUnchanged: number;
  entriesRestored: number;
  entriesSkipped: number;
  entriesDeleted: number;
  bytesRestored: number;
  bytesReused: number;
  bytesReceived: number;
  damagedFiles: number;
}

export function emptyCounters(): RestoreCounters {
  return { filesRestored: 0, filesUnchanged: 0, entriesRestored: 0, entriesSkipped: 0, entriesDeleted: 0, bytesRestored: 0, bytesReused: 0, bytesReceived: 0, damagedFiles: 0 };
}

const NAMED_MAX = 100_000;
const DAMAGE = ['CORRUPT', 'MISSING'];

export class Report {
  readonly counters = emptyCounters();
  problems: RestoreProblem[] = [];
  actions: PlannedAction[] = [];
  #named = 0;
  readonly #said = new Set<string>();
  readonly #wantActions: boolean;

  constructor(wantActions: boolean) {
    this.#wantActions = wantActions;
  }

  act(action: Action, path: Buffer, bytes = 0): void {
    if (this.#wantActions) this.actions.push({ action, path: new Uint8Array(path), bytes });
  }

  note(path: Buffer, code: string, message: string): void {
    this.#add({ path: new Uint8Array(path), code, message, severity: 'note' });
  }

  skip(path: Buffer, code: string, message: string): void {
    this.counters.entriesSkipped++;
    this.#add({ path: new Uint8Array(path), code, message, severity: DAMAGE.includes(code) ? 'damage' : 'skipped' });
  }

  /** An entry, or a part of it, that could not be restored because of `error`. */
  failed(path: Buffer, error: unknown, what: string): void {
    const code = isFarvaultError(error) ? error.code : (systemCode(error) ?? 'INTERNAL');
    this.skip(path, code, `${printablePath(path)}: ${what}: ${messageOf(error)}`);
  }

  /** A loss that would repeat for each entry: said once, with the first path. */
  once(key: string, path: Buffer, error: unknown, message: string): void {
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#add({ path: new Uint8Array(path), code: systemCode(error) ?? 'IO', message: `${message} (first: ${printablePath(path)}, ${messageOf(error)})`, severity: 'skipped' });
  }

  #add(problem: RestoreProblem): void {
    this.#named++;
    if (this.#named === NAMED_MAX + 1) problem = { ...problem, message: `More than ${NAMED_MAX} problems: further ones are counted, not named` };
    else if (this.#named > NAMED_MAX) return;
    this.problems.push(problem);
  }
}
