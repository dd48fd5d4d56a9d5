// Labels of agents: small, and bounded, since they stand in the state of each.
import { FarvaultError } from '../../shared/errors/errors.js';

const MAX_LABELS = 32;
const WORD = /^[A-Za-z0-9._/-]{1,63}$/;
const REMEDY = 'Use 1 to 63 letters, digits, dots, dashes, slashes or underscores for keys and values.';

function faultsOf(set: Record<string, string>): string[] {
  return Object.entries(set).flatMap(([key, value]) => [...(WORD.test(key) ? [] : [`'${key.slice(0, 100)}' is not a key`]), ...(WORD.test(value) ? [] : [`'${value.slice(0, 100)}' is not a value`])]).slice(0, 10);
}

/** `before` with the changes, keys in byte order. INVALID with every fault. */
export function labelled(before: Record<string, string>, set: Record<string, string>, unset: readonly string[]): Record<string, string> {
  const faults = faultsOf(set);
  if (faults.length > 0) throw new FarvaultError('INVALID', `labels: ${faults.join(', ')}`, { remedy: REMEDY });
  const gone = new Set(unset);
  const both = Object.keys(set).filter((key) => gone.has(key));
  if (both.length > 0) throw new FarvaultError('INVALID', `labels: ${both.join(', ')} is both set and taken away`, { remedy: 'Name each key once.' });
  const kept = new Map([...Object.entries(before).filter(([key]) => !gone.has(key)), ...Object.entries(set)]);
  if (kept.size > MAX_LABELS) throw new FarvaultError('INVALID', `an agent has ${MAX_LABELS} labels at most`, { remedy: 'Take some away: KEY-.' });
  return Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
}
