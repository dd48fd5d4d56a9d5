// What an operating system error of durable file work means.
import { FarvaultError, systemCode } from '../errors/errors.js';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export function ioError(action: string, path: string, cause: unknown): FarvaultError {
  const code = systemCode(cause) ?? 'unknown error';
  const message = `${action} ${path}: ${code}`;
  if (FULL.has(code)) return new FarvaultError('NO_SPACE', `${message}, the disk is full`, { cause, remedy: 'Free space on the disk that holds the data directory, or raise its quota.', retryable: true });
  if (code === 'ENOENT') return new FarvaultError('NOT_FOUND', message, { cause });
  if (code === 'EEXIST') return new FarvaultError('EXISTS', message, { cause });
  return new FarvaultError('IO', message, { cause, remedy: 'Check the disk and its file system (kernel log, SMART), then start again.' });
}

export function poisoned(path: string, cause?: unknown): FarvaultError {
  return new FarvaultError('POISONED', `flushing ${path} failed; what was written since the last flush may be lost`, {
    cause,
    remedy: 'Check the disk, then start the server again: it keeps what was acknowledged and drops the rest.',
  });
}
