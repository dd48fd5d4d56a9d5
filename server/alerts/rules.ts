// Alert rules: journalled, moved by `apply`. The nearest rule that says something decides, key by key, as with policies.
import { FarvaultError } from '../../shared/errors/errors.js';
import { ALERT_KIND_NAMES, alertThreshold, parseScope, type AlertKind, type Scope } from '../../shared/settings/index.js';
import type { JournalBody, JournalRecord, StateReducer } from '../repository/types.js';
import type { Resource, ResourceKind } from '../resources/index.js';
import type { Place } from './world.js';

const MAX_RULES = 1000;
export const BUILT_IN = 'built-in';

export class RuleState implements StateReducer {
  readonly name = 'alert-rules';
  readonly mayBeAbsent = true as const;
  readonly #byName = new Map<string, Resource>();
  #compiled: RuleSet | null = null;

  apply({ body }: JournalRecord): void {
    if (body.kind === 'alert-rule.set') {
      const rule = body['rule'] as Resource;
      this.#byName.set(rule.name, rule);
    } else if (body.kind === 'alert-rule.deleted') this.#byName.delete(body['name'] as string);
    else return;
    this.#compiled = null;
  }

  save(): unknown {
    return [...this.#byName.values()];
  }

  load(saved: unknown): void {
    this.#byName.clear();
    for (const rule of saved as Resource[]) this.#byName.set(rule.name, rule);
    this.#compiled = null;
  }

  get(name: string): Resource | undefined {
    return this.#byName.get(name);
  }

  all(): Resource[] {
    return [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get rules(): RuleSet {
    return (this.#compiled ??= new RuleSet(this.all()));
  }
}

/** What holds for one kind of alert about one subject. */
export interface Ruling {
  /** The nearest rule; built-in: none. */
  rule: string;
  severity: 'warning' | 'critical' | null;
  /** Null: no rule says; all get it. */
  destinations: string[] | null;
  /** Undefined: the policy's setting. */
  threshold: number | undefined;
  disabled: boolean;
}

interface Compiled {
  name: string;
  scope: Scope;
  nearness: number;
  resource: Resource;
  threshold: number | undefined;
}

const NEARNESS: Record<Scope['kind'], number> = { all: 0, office: 2, label: 4, agent: 6 };

export class RuleSet {
  readonly #byKind = new Map<AlertKind, Compiled[]>();

  constructor(rules: readonly Resource[]) {
    for (const resource of rules) {
      const kinds = (resource['kinds'] as AlertKind[] | undefined) ?? [];
      const scope = parseScope((resource['scope'] as string | undefined) ?? 'all') ?? { kind: 'all' };
      // Of two rules with one scope, the one that names the kind is nearer.
      const nearness = NEARNESS[scope.kind] + (kinds.length > 0 ? 1 : 0);
      for (const kind of kinds.length > 0 ? kinds : ALERT_KIND_NAMES) {
        const taken = typeof resource['threshold'] === 'string' ? alertThreshold(kind, resource['threshold']) : undefined;
        const list = this.#byKind.get(kind) ?? [];
        list.push({ name: resource.name, scope, nearness, resource, threshold: taken !== undefined && 'value' in taken ? taken.value : undefined });
        this.#byKind.set(kind, list);
      }
    }
    // The nearest first; of equals, the one whose name comes last, as with policies of labels.
    for (const list of this.#byKind.values()) list.sort((a, b) => b.nearness - a.nearness || (a.name < b.name ? 1 : -1));
  }

  /** `place` null: the server itself, which only rules for all cover. */
  ruling(kind: AlertKind, place: Place | null): Ruling {
    const covering = (this.#byKind.get(kind) ?? []).filter(({ scope }) => covers(scope, place));
    const said = <T>(key: string): T | undefined => covering.find(({ resource }) => resource[key] !== undefined)?.resource[key] as T | undefined;
    return {
      rule: covering[0]?.name ?? BUILT_IN,
      severity: said<'warning' | 'critical'>('severity') ?? null,
      destinations: said<string[]>('destinations') ?? null,
      threshold: covering.find(({ threshold }) => threshold !== undefined)?.threshold,
      disabled: said<boolean>('disabled') ?? false,
    };
  }
}

export function covers(scope: Scope, place: Place | null): boolean {
  if (scope.kind === 'all') return true;
  if (place === null) return false;
  if (scope.kind === 'label') return place.labels[scope.key] === scope.value;
  return (scope.kind === 'office' ? place.office : place.agent) === scope.name;
}

export interface RuleParts {
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  state: RuleState;
  hasDestination: (name: string) => boolean;
}

export function ruleKind({ journal, state, hasDestination }: RuleParts): ResourceKind {
  return {
    section: 'alertRules',
    get: (name) => state.get(name),
    list: () => state.all(),
    check: (resource, coming) => {
      const brought = new Set((coming['destinations'] ?? []).map(({ name }) => name));
      const faults = ((resource['destinations'] as string[] | undefined) ?? []).filter((name) => !brought.has(name) && !hasDestination(name)).map((name) => `there is no destination '${name}'`);
      const others = new Set([...state.all(), ...(coming['alertRules'] ?? [])].map(({ name }) => name));
      return others.size > MAX_RULES ? [...faults, `more than ${MAX_RULES} alert rules`] : faults;
    },
    put: async (resource, by) => void (await journal.appendJournal({ kind: 'alert-rule.set', rule: resource, by })),
    remove: async (name, by) => {
      if (state.get(name) === undefined) throw new FarvaultError('NOT_FOUND', `no alert rule is called '${name}'`, { remedy: 'backupctl export alertRules prints them' });
      await journal.appendJournal({ kind: 'alert-rule.deleted', name, by });
    },
  };
}

/** Rules that name a destination, in words. */
export function rulesOf(state: RuleState, destination: string): string[] {
  return state.all().filter((rule) => ((rule['destinations'] as string[] | undefined) ?? []).includes(destination)).map(({ name }) => `alert rule ${name}`);
}
