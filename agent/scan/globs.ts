// gitignore-like patterns on bytes (read as latin1, so that every byte is one character and names need not be UTF-8).
//   name      matches a last component anywhere          *.o  build/
//   /path     with a slash in front: from the root of the file system
//   a/b       with a slash inside: below each source path, as if the list lay there
//   !pattern  takes an exclusion back; the last pattern that matches decides. What lies in an excluded directory stays excluded.
//   *  ?  [a-z]  within a component; **  across components; \ before a character takes it as it is; a slash behind: directories only
import { FarvaultError } from '../../shared/errors/errors.js';

interface Rule {
  negated: boolean;
  directoryOnly: boolean;
  subject: 'name' | 'absolute' | 'relative';
  expression: RegExp;
}

// One character of a name: a byte of ASCII, or a lead byte with those that follow it.
const ANY_ONE = '(?:[^/\\x80-\\xff]|[\\xc0-\\xff][\\x80-\\xbf]*|[\\x80-\\xbf])';

function compile(pattern: string): Rule | null {
  let text = Buffer.from(pattern, 'utf8').toString('latin1').replace(/(?<!\\)\s+$/, '');
  if (text === '' || text.startsWith('#')) return null;
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const directoryOnly = text.endsWith('/');
  if (directoryOnly) text = text.replace(/\/+$/, '');
  if (text === '') return null;
  const absolute = text.startsWith('/');
  if (absolute) text = text.replace(/^\/+/, '');
  const subject = absolute ? 'absolute' : text.includes('/') ? 'relative' : 'name';
  return { negated, directoryOnly, subject, expression: new RegExp(`^${translate(text, pattern)}$`, 's') };
}

function translate(text: string, pattern: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '*') {
      const atStart = i === 0 || text[i - 1] === '/';
      if (atStart && text.startsWith('**/', i)) {
        out += '(?:.*/)?';
        i += 2;
      } else if (atStart && text.slice(i) === '**') {
        out += '.+';
        i += 1;
      } else {
        while (text[i + 1] === '*') i++;
        out += '[^/]*';
      }
    } else if (c === '?') out += ANY_ONE;
    else if (c === '[') {
      const set = /^\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]/s.exec(text.slice(i));
      if (set === null) throw new FarvaultError('USAGE', `--exclude '${pattern}': a [ is not closed`, { remedy: 'Close it, or write \\[ for the character itself.' });
      out += `(?!/)[${set[1] === '' ? '' : '^'}${set[2].replace(/\\?([\]\\[^])/g, '\\$1')}]`;
      i += set[0].length - 1;
    } else {
      const literal = c === '\\' && i + 1 < text.length ? text[++i] : c;
      out += literal.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    }
  }
  return out;
}

export class Globs {
  private readonly rules: Rule[] = [];
  readonly empty: boolean;

  constructor(patterns: string[]) {
    for (const pattern of patterns) {
      const rule = compileChecked(pattern);
      if (rule !== null) this.rules.push(rule);
    }
    this.empty = this.rules.length === 0;
  }

  /** `path` without a leading slash; `rootLength` bytes of it (and a slash) are the source path's. */
  excludes(path: Buffer, pathLength: number, rootLength: number, directory: boolean): boolean {
    const absolute = path.toString('latin1', 0, pathLength);
    const relative = rootLength === 0 ? absolute : absolute.slice(rootLength + 1);
    const name = absolute.slice(absolute.lastIndexOf('/') + 1);
    for (let i = this.rules.length - 1; i >= 0; i--) {
      const rule = this.rules[i];
      if (rule.directoryOnly && !directory) continue;
      const subject = rule.subject === 'name' ? name : rule.subject === 'absolute' ? absolute : relative;
      if (rule.expression.test(subject)) return !rule.negated;
    }
    return false;
  }
}

function compileChecked(pattern: string): Rule | null {
  try {
    return compile(pattern);
  } catch (error) {
    if (error instanceof FarvaultError) throw error;
    throw new FarvaultError('USAGE', `--exclude '${pattern}' cannot be read`, { remedy: 'See the patterns in the manual of `backupctl job create`.', cause: error });
  }
}
