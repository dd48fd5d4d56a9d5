// --include globs: `*` and `?` within a name, `[...]` classes, `**` across names. A pattern without a slash matches a name at any depth, one
// with a slash the whole path. What lies below a matching directory is included. Matching is on bytes (latin1 of the UTF-8 pattern).
import { FarvaultError } from '../errors/errors.js';

const PATTERN_MAX_CHARS = 4096;
const PATTERNS_MAX = 1000;

function source(glob: string): string {
  let out = '';
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at];
    if (char === '*') {
      if (glob[at + 1] !== '*') out += '[^/]*';
      else if (glob[at + 2] === '/') {
        out += '(?:[^/]+/)*';
        at += 2;
      } else {
        out += '.*';
        at++;
      }
    } else if (char === '?') out += '[^/]';
    else if (char === '[') {
      const end = glob.indexOf(']', glob[at + 1] === '!' || glob[at + 1] === '^' ? at + 3 : at + 2);
      if (end < 0) out += '\\[';
      else {
        const negated = glob[at + 1] === '!' || glob[at + 1] === '^';
        const body = glob.slice(negated ? at + 2 : at + 1, end).replace(/[\\\]^[]/g, '\\$&');
        out += `(?!/)[${negated ? '^' : ''}${body}]`;
        at = end;
      }
    } else if (char === '\\' && at + 1 < glob.length) {
      at++;
      out += glob[at].replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    } else out += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return out;
}

export type IncludeTest = (path: Buffer) => boolean;

/** Null when there is nothing to test: everything is included. */
export function compileIncludes(globs: readonly string[]): IncludeTest | null {
  if (globs.length === 0) return null;
  if (globs.length > PATTERNS_MAX) throw new FarvaultError('USAGE', `More than ${PATTERNS_MAX} --include patterns`, { remedy: 'Restore the parent path, or use broader patterns.' });
  const alternatives = globs.map((glob) => {
    if (glob === '' || glob.length > PATTERN_MAX_CHARS) throw new FarvaultError('USAGE', 'An --include pattern is empty or too long', { remedy: `Give a pattern of 1 to ${PATTERN_MAX_CHARS} characters.` });
    const trimmed = glob.replace(/\/+$/, '');
    const anchored = trimmed.replace(/^\/+/, '');
    const body = source(Buffer.from(anchored, 'utf8').toString('latin1'));
    return trimmed.includes('/') ? `^${body}(?:/|$)` : `(?:^|/)${body}(?:/|$)`;
  });
  try {
    const test = new RegExp(alternatives.join('|'), 's');
    return (path) => test.test(path.toString('latin1'));
  } catch (cause) {
    throw new FarvaultError('USAGE', 'An --include pattern cannot be read', { remedy: 'Check its brackets: [a-z] needs its range in order.', cause });
  }
}
