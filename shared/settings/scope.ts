// Where a policy, an alert rule or a silence holds: `all`, `office NAME`, `label KEY=VALUE`, `agent NAME`. Names, as people give them.

export type Scope = { kind: 'all' } | { kind: 'office' | 'agent'; name: string } | { kind: 'label'; key: string; value: string };

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LABEL = /^([A-Za-z0-9._/-]{1,63})=([A-Za-z0-9._/-]{1,63})$/;
export const SCOPE_FORMS = 'all, office NAME, label KEY=VALUE or agent NAME';

/** Undefined: none. */
export function parseScope(text: string): Scope | undefined {
  if (text.length > 200) return undefined;
  const [kind, rest, more] = text.trim().split(/\s+/);
  if (more !== undefined) return undefined;
  if (kind === 'all') return rest === undefined ? { kind } : undefined;
  if ((kind === 'office' || kind === 'agent') && rest !== undefined && NAME.test(rest)) return { kind, name: rest };
  const label = kind === 'label' && rest !== undefined ? LABEL.exec(rest) : null;
  return label === null ? undefined : { kind: 'label', key: label[1], value: label[2] };
}

export function scopeText(scope: Scope): string {
  if (scope.kind === 'all') return 'all';
  return scope.kind === 'label' ? `label ${scope.key}=${scope.value}` : `${scope.kind} ${scope.name}`;
}
