// Kinds of values that hold several: lists of texts, rates, mappings.
import { isOff, shown, textFault, type Field, type Taken, type TextCheck } from './field.js';
import { rateOf, sizeText } from './human-values.js';

interface ListSpec {
  kind?: string;
  max: number;
  check?: TextCheck;
  /** To the one way of writing it, after the check. */
  normal?: (text: string) => string;
  limits?: string;
}

/** A list of texts, in order; one text alone stands for a list of it. */
export function texts({ kind = 'text', max, check = () => null, normal = (one) => one, limits = '' }: ListSpec): Field<string[]> {
  const take = (raw: unknown): Taken<string[]> => {
    const items: unknown[] = Array.isArray(raw) ? raw : [raw];
    if (items.length > max) return { fault: `${items.length} given, at most ${max}` };
    // Of one that is blank nothing is left when it is written the one way.
    const whole: TextCheck = (one) => (normal(one) === '' ? 'the text is empty' : check(one));
    const faults = items.map((item) => textFault(item, whole)).filter((fault) => fault !== null);
    return faults.length > 0 ? { fault: faults.slice(0, 5).join('; ') } : { value: (items as string[]).map(normal) };
  };
  return {
    kind: `list of ${kind}`,
    placeholder: `<${kind}>`,
    limits,
    list: true,
    take,
    fromTexts: (given) => take(given.filter((one) => one !== '')),
    print: (value) => (value.length === 0 ? 'none' : value.join(', ')),
    plain: (value) => value,
  };
}

/** The rate itself and its hours, with the @. */
function splitRate(one: string): [string, string] {
  const at = one.indexOf('@');
  return at < 0 ? [one, ''] : [one.slice(0, at), one.slice(at).replaceAll(' ', '')];
}

function rateFault(one: string, min: number, max: number): string | null {
  const [rate, hours] = splitRate(one);
  if (isOff(rate) && hours !== '') return null;
  const bytes = rateOf(rate);
  if (bytes === undefined || isOff(rate)) return `${shown(one)} is not a rate: give 2MiB/s or 512KiB/s@Mon-Fri/08:00-18:00`;
  if (bytes > max) return `${shown(one)} is above ${sizeText(max)}/s`;
  return bytes < min ? `${shown(one)}: below ${sizeText(min)}/s no backup would ever end` : null;
}

/** Rates: `2MiB/s`, `none@Sat-Sun`. A single 0, `none` or `off` is the empty list. What hours are is the schedule's to say. */
export function rates(max: number, minBytes: number, maxBytes: number): Field<string[]> {
  const list = texts({
    kind: 'rate',
    max,
    limits: `${sizeText(minBytes)}/s to ${sizeText(maxBytes)}/s; none: no limit`,
    check: (one) => rateFault(one, minBytes, maxBytes),
    normal: (one) => {
      const [rate, hours] = splitRate(one);
      return isOff(rate) ? `none${hours}` : `${sizeText(rateOf(rate) ?? 0)}/s${hours}`;
    },
  });
  const none = (raw: unknown): boolean => raw === 0 || (typeof raw === 'string' && isOff(raw)) || (Array.isArray(raw) && raw.length === 1 && typeof raw[0] === 'string' && isOff(raw[0]));
  return { ...list, take: (raw, strict) => (none(raw) ? { value: [] } : list.take(raw, strict)), fromTexts: (given) => (none(given) ? { value: [] } : list.fromTexts(given)) };
}

/** Names with values, as labels are. */
export function map({ max, check }: { max: number; check: (key: string, value: string) => string | null }): Field<Record<string, string>> {
  const take = (raw: unknown): Taken<Record<string, string>> => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { fault: `${shown(raw)} is not a mapping of names to texts` };
    const entries = Object.entries(raw as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length > max) return { fault: `${entries.length} given, at most ${max}` };
    const faults = entries.map(([key, value]) => (typeof value === 'string' ? check(key, value) : `'${key.slice(0, 60)}': ${shown(value)} is not a text (quote it)`)).filter((fault) => fault !== null);
    return faults.length > 0 ? { fault: faults.slice(0, 5).join('; ') } : { value: Object.fromEntries(entries) as Record<string, string> };
  };
  return {
    kind: 'mapping',
    placeholder: '<key=value>',
    limits: '',
    list: false,
    take,
    fromTexts: (given) => take(Object.fromEntries(given.map((one) => [one.slice(0, Math.max(0, one.indexOf('='))), one.slice(one.indexOf('=') + 1)]))),
    print: (value) => (Object.keys(value).length === 0 ? 'none' : Object.entries(value).map(([key, one]) => `${key}=${one}`).join(', ')),
    plain: (value) => value,
  };
}
