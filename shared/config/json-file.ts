// Small JSON files that people may edit: strict, and a fault is named with its line. A table describes each file's keys; what is not in it is refused.
import { FarvaultError } from '../errors/errors.js';

export type FieldKind = 'string' | 'strings' | 'number' | 'boolean' | 'object';

/** Line of the key that the path of keys leads to. */
export type LineOf = (...path: string[]) => number;

export interface Field {
  kind: FieldKind;
  /** Used when the key is absent; without it the key is required. */
  fallback?: unknown;
  /** What is wrong with a value of the right type, or undefined. */
  check?: (value: never) => string | undefined;
  /** Faults inside an object, each with its line. */
  inside?: (value: Record<string, unknown>, lineOf: LineOf) => string[];
}

export type Table<T> = { [K in keyof T]: Field };

function lineOfOffset(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Each key is looked for behind the one before. */
function lineOfKey(text: string, ...path: string[]): number {
  let from = 0;
  let at = 0;
  for (const key of path) {
    const found = text.slice(from).search(new RegExp(`${JSON.stringify(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*:`));
    if (found < 0) break;
    at = from + found;
    from = at + key.length + 2;
  }
  return lineOfOffset(text, at);
}

function hasKind(value: unknown, kind: FieldKind): boolean {
  if (kind === 'strings') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return kind === 'number' ? Number.isFinite(value) : typeof value === kind;
}

function parse(text: string, file: string, remedy: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = lineOfOffset(text, position === undefined ? text.length : Number(position));
    throw new FarvaultError('USAGE', `${file}, line ${line}: not JSON (is it half written?)`, { remedy, cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FarvaultError('USAGE', `${file}, line 1: not a JSON object`, { remedy });
  return value as Record<string, unknown>;
}

/** Every fault is in the one error that is thrown (USAGE). */
export function parseTable<T>(text: string, file: string, table: Table<T>, remedy: string): T {
  const given = parse(text, file, remedy);
  const faults: string[] = [];
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(table, key)) faults.push(`line ${lineOfKey(text, key)}: unknown key '${key}'`);
  }
  const result: Record<string, unknown> = {};
  for (const [key, field] of Object.entries<Field>(table)) {
    const value = Object.hasOwn(given, key) ? given[key] : field.fallback;
    if (value === undefined) faults.push(`line 1: '${key}' is missing`);
    else if (!hasKind(value, field.kind)) faults.push(`line ${lineOfKey(text, key)}: '${key}' must be ${field.kind === 'strings' ? 'a list of strings' : field.kind === 'object' ? 'an object' : `a ${field.kind}`}`);
    else {
      const fault = (field.check as ((value: unknown) => string | undefined) | undefined)?.(value);
      if (fault !== undefined) faults.push(`line ${lineOfKey(text, key)}: '${key}' ${fault}`);
      faults.push(...(field.inside?.(value as Record<string, unknown>, (...path) => lineOfKey(text, key, ...path)) ?? []));
    }
    result[key] = value;
  }
  if (faults.length > 0) throw new FarvaultError('USAGE', `${file}, ${faults.join('; ')}`, { remedy });
  return result as T;
}
