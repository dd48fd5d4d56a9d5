// Names of offices, jobs and files come from machines that may be taken over, and end in mail headers, log lines and terminals.

/** One line: control characters and those that turn the direction of writing become \xNN or \u{...}, and what is longer than `max` is cut. */
export function cleanLine(text: string, max = 500): string {
  let out = '';
  for (const char of wellFormed(text.slice(0, max * 2))) {
    if (out.length >= max) return `${out}...`;
    out += hidden(char) ? escaped(char) : char;
  }
  return out;
}

/** Many lines: line ends stay. */
export function cleanText(text: string, max: number): string {
  const cut = text.length > max ? `${text.slice(0, max)}\n... cut: the whole has ${text.length} characters` : text;
  return wellFormed(cut)
    .split('\n')
    .map((line) => Array.from(line, (char) => (hidden(char) && char !== '\t' ? escaped(char) : char)).join(''))
    .join('\n');
}

/** Halves of characters become the replacement character. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function hidden(char: string): boolean {
  const code = char.codePointAt(0)!;
  return code < 32 || (code >= 127 && code < 160) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

function escaped(char: string): string {
  const code = char.codePointAt(0)!;
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
