// How deep and how many: counted over the bytes, before a parser builds anything from them.

const MAX_DEPTH = 12;
const MAX_VALUES = 20_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** What is too much, or undefined. Says nothing about whether it is JSON. */
export function checkNesting(bytes: Uint8Array): string | undefined {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) inString = !inString;
    else if (inString) {
      if (byte === BACKSLASH) at++;
    } else if (OPEN.has(byte)) {
      values++;
      if (++depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH}`;
    } else if (CLOSE.has(byte)) depth--;
    else if (byte === COMMA && ++values > MAX_VALUES) return `more than ${MAX_VALUES} values`;
  }
  return undefined;
}
