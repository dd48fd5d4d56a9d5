// Kinds of values: how each is read from YAML, JSON or a command line, checked, and printed. Settings and resources are made of these.
import { durationOf, durationText, rateOf, sizeOf, sizeText } from './human-values.js';

export type Taken<T> = { value: T } | { fault: string };

/** `strict`: as people write it, so a duration must name its unit. Otherwise the canonical number (ms) is taken, too. */
export interface Field<T = unknown> {
  /** For help and docs: `duration`, `list of text`. */
  readonly kind: string;
  /** Placeholder of a flag; null: a switch. */
  readonly placeholder: string | null;
  readonly choices?: readonly string[];
  /** Limits in words; empty: none worth telling. */
  readonly limits: string;
  readonly list: boolean;
  take(raw: unknown, strict: boolean): Taken<T>;
  /** From a command line: each time that it was given. Lists take them all, one empty text empties; others take one. */
  fromTexts(texts: string[]): Taken<T>;
  /** For people, in one line. */
  print(value: T): string;
  /** As it stands in YAML. */
  plain(value: T): unknown;
}

const MAX_TEXT_BYTES = 4096;

/** What was given, for a fault. */
function shown(raw: unknown): string {
  if (typeof raw === 'string') return `'${raw.length > 60 ? `${raw.slice(0, 60)}...` : raw}'`;
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  return raw === null || raw === undefined ? 'nothing' : Array.isArray(raw) ? 'a list' : 'a mapping';
}

const isOff = (text: string): boolean => /^(none|off|0)$/i.test(text.trim());

interface ScalarSpec<T> extends Partial<Pick<Field<T>, 'choices' | 'placeholder'>> {
  kind: string;
  limits: string;
  take: (raw: unknown, strict: boolean) => Taken<T>;
  fromText?: (text: string) => unknown;
  print?: (value: T) => string;
  plain?: (value: T) => unknown;
}

function scalar<T>(spec: ScalarSpec<T>): Field<T> {
  const { kind, limits, take, fromText = (text: string): unknown => text, print = String, plain = (value: T): unknown => value } = spec;
  return {
    kind,
    limits,
    list: false,
    placeholder: spec.placeholder === undefined ? `<${kind}>` : spec.placeholder,
    ...(spec.choices === undefined ? {} : { choices: spec.choices }),
    take,
    fromTexts: (texts) => (texts.length === 1 ? take(fromText(texts[0]), true) : { fault: `given ${texts.length} times, but takes one value` }),
    print,
    plain,
  };
}

/** `none` and `off` are 0. Canonical: bytes. */
export function size(max = Number.MAX_SAFE_INTEGER): Field<number> {
  return scalar<number>({
    kind: 'size',
    limits: '0: no limit',
    take: (raw) => {
      const value = typeof raw === 'string' ? (isOff(raw) ? 0 : sizeOf(raw)) : raw;
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return { fault: `${shown(raw)} is not a size: give 500MiB, 10GiB or a number of bytes` };
      return value > max ? { fault: `${sizeText(value)} is more than ${sizeText(max)}` } : { value };
    },
    print: (value) => (value === 0 ? 'none' : sizeText(value)),
    plain: (value) => (value === 0 ? 0 : sizeText(value)),
  });
}

/** Canonical: ms, whole seconds. With `off` 0 is taken, too. */
export function duration({ min, max, off = false }: { min: number; max: number; off?: boolean }): Field<number> {
  return scalar<number>({
    kind: 'duration',
    limits: `${durationText(min)} to ${durationText(max)}${off ? '; 0: off' : ''}`,
    take: (raw, strict) => {
      if (strict && typeof raw === 'number' && raw !== 0) return { fault: `${raw} has no unit: give 90s, 30m, 24h or 7d` };
      const value = typeof raw === 'string' ? (isOff(raw) ? 0 : durationOf(raw)) : raw;
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value % 1000 !== 0) return { fault: `${shown(raw)} is not a duration: give 90s, 30m, 24h or 7d` };
      if (value === 0 && off) return { value };
      return value < min || value > max ? { fault: `${durationText(value)} is not between ${durationText(min)} and ${durationText(max)}` } : { value };
    },
    print: (value) => (value === 0 && off ? 'off' : durationText(value)),
    plain: (value) => (value === 0 ? 0 : durationText(value)),
  });
}

function wholeNumber(kind: string, min: number, max: number, { off = false, unit = '' } = {}): Field<number> {
  return scalar<number>({
    kind,
    limits: `${min} to ${max}${unit}${off ? '; 0: off' : ''}`,
    take: (raw) => {
      const text = typeof raw === 'string' ? raw.trim().replace(unit === '' ? /$/ : /\s*%$/, '') : '';
      const value = typeof raw === 'number' ? raw : /^\d{1,15}$/.test(text) ? Number(text) : off && isOff(text) ? 0 : Number.NaN;
      if (!Number.isSafeInteger(value)) return { fault: `${shown(raw)} is not a whole number` };
      return value < min || value > max ? { fault: `${value} is not between ${min} and ${max}` } : { value };
    },
    print: (value) => (off && value === 0 ? 'off' : `${value}${unit}`),
  });
}

export function count(min: number, max: number, off = false): Field<number> {
  return wholeNumber('count', min, max, { off });
}

/** Per cent, 0 to 100. */
export function share(): Field<number> {
  return wholeNumber('share', 0, 100, { off: true, unit: ' %' });
}

export function flag(): Field<boolean> {
  return scalar<boolean>({
    kind: 'boolean',
    limits: '',
    placeholder: null,
    take: (raw) => (typeof raw === 'boolean' ? { value: raw } : { fault: `${shown(raw)} is not true or false` }),
    fromText: (text) => (/^(true|yes|on)$/i.test(text) ? true : /^(false|no|off)$/i.test(text) ? false : text),
    print: (value) => (value ? 'yes' : 'no'),
  });
}

export function choice<C extends string>(...choices: C[]): Field<C> {
  return scalar<C>({
    kind: 'choice',
    limits: choices.join(', '),
    placeholder: '<name>',
    choices,
    take: (raw) => {
      const value = choices.find((one) => one === raw);
      return value === undefined ? { fault: `${shown(raw)} is not one of ${choices.join(', ')}` } : { value };
    },
  });
}

/** What is wrong with a text; null: nothing. */
export type TextCheck = (text: string) => string | null;

function textFault(raw: unknown, check: TextCheck): string | null {
  if (typeof raw !== 'string') return `${shown(raw)} is not a text`;
  if (raw === '') return 'the text is empty';
  if (Buffer.byteLength(raw) > MAX_TEXT_BYTES) return `a text is longer than ${MAX_TEXT_BYTES} bytes`;
  return raw.includes('\0') ? 'the text holds a NUL byte' : check(raw);
}

export function text({ kind = 'text', check = () => null, limits = '' }: { kind?: string; check?: TextCheck; limits?: string } = {}): Field<string> {
  return scalar<string>({
    kind,
    limits,
    take: (raw) => {
      const fault = textFault(raw, check);
      return fault === null ? { value: raw as string } : { fault };
    },
  });
}

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
    const faults = items.map((item) => textFault(item, check)).filter((fault) => fault !== null);
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
