// Takes secrets out of what is logged, where it comes in: agents log what programs print and what systems answer, and those say too much at times.
// A pattern errs on the side of taking away.

const HIDDEN = '[redacted]';
/** A key has no more lines than this. */
const MAX_KEY_LINES = 200;

// Each pattern takes time in proportion to the text, whatever that is: what repeats is bounded, or cannot begin twice in the same stretch.
const WHOLE: readonly RegExp[] = [
  // Enrolment tokens.
  /fvt\d*_[\w-]{8,}/g,
  // Private keys, also when they are cut off.
  /-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,32}PRIVATE KEY-----|$)/g,
  // Tokens of the Web (header.payload.signature).
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
];

/** The name stays, the value goes: password=..., "client_secret": "..." */
const NAMED = /((?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s{0,8}[=:]\s{0,8})("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s,;&]+)/gi;
const AUTHORIZATION = /(authorization["']?\s{0,8}[=:]\s{0,8}["']?)(?:(?:basic|bearer|digest|negotiate)\s{1,8})?[^\s"',;]+/gi;
const BEARER = /(\b(?:bearer|basic)\s{1,8})[\w+/=.~-]{16,}/gi;
/** user:password@ in an address. */
const USER_INFO = /([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,256}):[^\s/]{1,512}@/gi;
/** --password VALUE on a command line. */
const OPTION = /(--?(?:password|passwd|passphrase|secret|token|api-key)\s{1,8})(?:"[^"]*"?|'[^']*'?|\S+)/gi;
/** What any of the patterns needs: most lines have none of it. */
const SUSPICIOUS = /fvt|PRIVATE KEY|eyJ|passw|passphrase|pwd|secret|token|key|credential|authorization|bearer|basic|:\/\//i;

export function redact(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  let clean = text;
  for (const pattern of WHOLE) clean = clean.replace(pattern, HIDDEN);
  return clean
    .replace(AUTHORIZATION, `$1${HIDDEN}`)
    .replace(BEARER, `$1${HIDDEN}`)
    .replace(USER_INFO, `$1:${HIDDEN}@`)
    .replace(OPTION, `$1${HIDDEN}`)
    .replace(NAMED, `$1${HIDDEN}`);
}

/** For lines that follow each other, as a program prints them: a private key goes over many. */
export class LineRedactor {
  #keyLines = 0;

  redact(line: string): string {
    if (this.#keyLines > 0) {
      this.#keyLines = line.includes('-----END') ? 0 : this.#keyLines - 1;
      return HIDDEN;
    }
    const begin = line.lastIndexOf('PRIVATE KEY-----');
    if (begin >= 0 && line.includes('-----BEGIN') && !line.includes('-----END')) this.#keyLines = MAX_KEY_LINES;
    return redact(line);
  }
}
