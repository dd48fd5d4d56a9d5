// What an `apply` would change. Pure: what is there and what is wanted, side by side.
import { printKey, SETTING_KEYS, type ResourceSchema } from '../../shared/settings/index.js';
import type { Change, Resource } from './types.js';

const MAX_LINE = 200;
const MAX_LINES = 50;

function line(text: string): string {
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}...` : text;
}

/** `before` undefined: it is not there yet. */
export function planChange(schema: ResourceSchema, before: Resource | undefined, wanted: Resource): Change {
  const changed = [...Object.keys(schema.fields), ...(schema.settings === true ? SETTING_KEYS : [])].filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(wanted[key]));
  const shown = (value: unknown, key: string): string => (value === undefined ? 'unset' : printKey(schema, key, value));
  const details = changed.map((key) => line(before === undefined ? `${key}: ${shown(wanted[key], key)}` : `${key}: ${shown(before[key], key)} -> ${shown(wanted[key], key)}`));
  const action = before === undefined ? 'create' : changed.length === 0 ? 'unchanged' : 'update';
  return { section: schema.section, name: wanted.name, action, details: details.slice(0, MAX_LINES) };
}
