// Errors of libc calls, of the same shape as Node's own.

export interface SystemError extends Error {
  /** `ENOENT`, ... */
  code: string;
  syscall: string;
  /** The path as given to the call, as text for messages only: bytes that are not UTF-8 are escaped. */
  path?: string;
}

/** A path for people: control characters and bytes that are not UTF-8 as \xNN. */
export function printablePath(path: Uint8Array): string {
  const bytes = Buffer.from(path.buffer, path.byteOffset, path.byteLength);
  const text = bytes.toString('utf8');
   
  const control = /[\x00-\x1f\x7f-\x9f]/g;
  const escape = (c: string): string => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  if (!text.includes('\ufffd')) return text.replace(control, escape);
  return bytes.toString('latin1').replace(/[\x00-\x1f\x7f-\xff]/g, escape);  
}

export function systemError(code: string, syscall: string, path: Uint8Array | null): SystemError {
  const shown = path === null ? undefined : printablePath(path);
  const error = new Error(shown === undefined ? `${code}: ${syscall}` : `${code}: ${syscall} '${shown}'`) as SystemError;
  error.code = code;
  error.syscall = syscall;
  if (shown !== undefined) error.path = shown;
  return error;
}
