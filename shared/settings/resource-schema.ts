// Resources as `apply` takes them: a schema a section, each key a field. Reading one reports all faults with their paths.
import { unknownKey, type Fault, type Path } from './faults.js';
import type { Field } from './field.js';
import { parseSettings } from './parse.js';
import type { OwnSettings } from './settings.js';
import { plainSettings, SETTING_KEYS, settingRow } from './table.js';

export interface ResourceField {
  field: Field<never> | Field;
  description: string;
  required?: boolean;
  /** A key at its default is left out of what is kept and printed. */
  default?: unknown;
}

export interface ResourceSchema {
  /** jobs */
  section: string;
  /** One of them: job. */
  noun: string;
  /** Key that names a resource in YAML, and its field. `name` wherever a program holds it. */
  key: string;
  keyField: Field<string>;
  fields: Record<string, ResourceField>;
  /** Keys of the table of settings stand beside the fields. */
  settings?: true;
  /** What no single key tells; given the fields that passed. */
  check?(resource: Record<string, unknown>): string[];
}

export interface ReadResource {
  name: string;
  [key: string]: unknown;
}

/** Helps a table of fields to stay typed: `field(texts(...), 'who gets it', { required: true })`. */
export function resourceField<T>(field: Field<T>, description: string, rest: { required?: boolean; default?: T } = {}): ResourceField {
  return { field, description, ...rest };
}

const isMapping = (raw: unknown): raw is Record<string, unknown> => typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** In the schema's order, canonical values, keys at their default left out. */
export function readResource(schema: ResourceSchema, raw: unknown, path: Path, strict: boolean): { resource?: ReadResource; faults: Fault[] } {
  if (!isMapping(raw)) return { faults: [{ path, text: `a ${schema.noun} is a mapping of keys to values` }] };
  const known = [schema.key, ...Object.keys(schema.fields), ...(schema.settings === true ? SETTING_KEYS : [])];
  const faults: Fault[] = Object.keys(raw).filter((key) => !known.includes(key)).map((key) => ({ path: [...path, key], text: unknownKey(key, known) }));
  const taken = new Map<string, unknown>();
  const take = (key: string, field: Field, required: boolean): void => {
    if (!Object.hasOwn(raw, key)) {
      if (required) faults.push({ path, text: `${key} is missing` });
      return;
    }
    const result = field.take(raw[key], strict);
    if ('fault' in result) faults.push({ path: [...path, key], text: result.fault });
    else taken.set(key, result.value);
  };
  take(schema.key, schema.keyField, true);
  for (const [key, { field, required }] of Object.entries(schema.fields)) take(key, field, required === true);
  const own = Object.fromEntries(Object.entries(raw).filter(([key]) => schema.settings === true && settingRow(key) !== undefined && key !== schema.key));
  const settings = parseSettings(own, path, strict);
  faults.push(...settings.faults);
  if (faults.length === 0 && schema.check !== undefined) faults.push(...schema.check({ ...Object.fromEntries(taken), ...settings.settings }).map((text) => ({ path, text })));
  if (faults.length > 0) return { faults };
  const fields = Object.keys(schema.fields).filter((key) => taken.has(key) && JSON.stringify(taken.get(key)) !== JSON.stringify(schema.fields[key].default));
  return { resource: { name: taken.get(schema.key) as string, ...Object.fromEntries(fields.map((key) => [key, taken.get(key)])), ...settings.settings }, faults };
}

/** As it stands in YAML. */
export function plainResource(schema: ResourceSchema, resource: ReadResource): Record<string, unknown> {
  const fields = Object.entries(schema.fields).flatMap(([key, { field }]): [string, unknown][] => (resource[key] === undefined ? [] : [[key, (field as Field).plain(resource[key])]]));
  return { [schema.key]: resource.name, ...Object.fromEntries(fields), ...(schema.settings === true ? plainSettings(resource as OwnSettings) : {}) };
}

/** One key's value for people. */
export function printKey(schema: ResourceSchema, key: string, value: unknown): string {
  const field: Field | undefined = (schema.fields[key]?.field) ?? (settingRow(key)?.field);
  return field === undefined ? JSON.stringify(value) : field.print(value);
}
