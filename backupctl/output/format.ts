// How values look to people. JSON output never goes through here.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

/** Local time, seconds; empty for 0 (never). */
export function formatTime(ms: number): string {
  if (ms === 0) return '';
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** RFC 3339, or null for 0 (never): times in JSON. */
export function jsonTime(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}

/**
 * A path or message for a terminal: UTF-8 where it is, `\xNN` for other bytes and for control characters (a name with an escape
 * sequence must not drive the terminal), `\\` for a backslash.
 */
export function printable(bytes: Buffer | string): string {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const text = buffer.toString('utf8');
  const clean = Buffer.from(text).equals(buffer);
  const source = clean ? text : buffer.toString('latin1');
  let out = '';
  for (const char of source) {
    const code = char.codePointAt(0)!;
    if (char === '\\') out += '\\\\';
    else if (code < 32 || (code >= 127 && code < 160) || (!clean && code >= 127)) out += `\\x${code.toString(16).padStart(2, '0')}`;
    // Bidirectional controls would reorder what a person reads.
    else if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) out += `\\u{${code.toString(16)}}`;
    else out += char;
  }
  return out;
}

/** A path in JSON: a string where it is UTF-8; programs that need the bytes read `pathBytes` (base64), present where it is not. */
export function jsonPath(bytes: Buffer): { path: string; pathBytes?: string } {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { path: text } : { path: text, pathBytes: bytes.toString('base64') };
}
