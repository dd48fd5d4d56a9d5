// Kinds of values: how each is read from YAML, JSON or a command line, checked, and printed. Settings and resources are made of these.
import { durationOf, durationText, sizeOf, sizeText } from './human-values.js';

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
export function shown(raw: unknown): string {
  if (typeof raw === 'string') return `'${raw.length > 60 ? `${raw.slice(0, 60)}...` : raw}'`;
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  return raw === null || raw === undefined ? 'nothing' : Array.isArray(raw) ? 'a list' : 'a mapping';
}

/** How people write that there is none. */
export const isOff = (text: string): boolean => /^(none|off|0)$/i.test(text.trim());

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

export function textFault(raw: unknown, check: TextCheck): string | null {
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
