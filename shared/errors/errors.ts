// Every error that a person or a peer sees has one of these codes. The tables at the end map a code to a gRPC status and to an
// exit code; nothing else decides either.

export type ErrorCode =
  | 'USAGE' // wrong flags, configuration or arguments
  | 'INVALID' // a message or value from outside breaks its contract
  | 'FORMAT' // bytes are of another format or version than this program reads
  | 'CORRUPT' // bytes fail their checksum or hash
  | 'MISSING' // a chunk or record that should be stored is not
  | 'NOT_FOUND' // what was named does not exist
  | 'EXISTS' // what was to be made exists already
  | 'REFUSED' // permission, hold or policy
  | 'UNAUTHENTICATED' // no valid certificate or token
  | 'UNAVAILABLE' // the peer cannot be reached, or does not serve now
  | 'DEADLINE' // no answer in time
  | 'NO_SPACE' // a disk, quota or bound is full
  | 'IO' // an operating system call failed
  | 'POISONED' // a flush failed: this process must not go on writing
  | 'CONFLICT' // the state changed meanwhile
  | 'CANCELLED' // asked to stop
  | 'WINDOW' // a run outlived its backup window
  | 'HOOK' // a program around a run failed, or this machine does not name it
  | 'INTERNAL'; // a fault of ours

export interface ErrorDetails {
  /** What the operator can do, one sentence. */
  remedy?: string;
  /** True when the same call may succeed later, unchanged. */
  retryable?: boolean;
  cause?: unknown;
}

export class FarvaultError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'FarvaultError';
    this.code = code;
    this.remedy = details.remedy;
    this.retryable = details.retryable ?? (code === 'UNAVAILABLE' || code === 'DEADLINE');
  }
}

export function isFarvaultError(error: unknown, code?: ErrorCode): error is FarvaultError {
  return error instanceof FarvaultError && (code === undefined || error.code === code);
}

/** The code of an operating system error (`ENOENT`, ...), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Message of anything thrown, without the stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** gRPC status codes by name, as numbers of the gRPC specification. */
export const GRPC_STATUS: Record<ErrorCode, number> = {
  USAGE: 3,
  INVALID: 3,
  FORMAT: 3,
  CORRUPT: 15,
  MISSING: 15,
  NOT_FOUND: 5,
  EXISTS: 6,
  REFUSED: 7,
  UNAUTHENTICATED: 16,
  UNAVAILABLE: 14,
  DEADLINE: 4,
  NO_SPACE: 8,
  IO: 13,
  POISONED: 14,
  CONFLICT: 10,
  CANCELLED: 1,
  WINDOW: 1,
  HOOK: 9,
  INTERNAL: 13,
};

export const EXIT = { done: 0, failed: 1, usage: 2, partial: 3, notFound: 4, refused: 5, unreachable: 6, damage: 7, interrupted: 130 } as const;

export const EXIT_CODE: Record<ErrorCode, number> = {
  USAGE: EXIT.usage,
  INVALID: EXIT.usage,
  FORMAT: EXIT.failed,
  CORRUPT: EXIT.damage,
  MISSING: EXIT.damage,
  NOT_FOUND: EXIT.notFound,
  EXISTS: EXIT.refused,
  REFUSED: EXIT.refused,
  UNAUTHENTICATED: EXIT.refused,
  UNAVAILABLE: EXIT.unreachable,
  DEADLINE: EXIT.unreachable,
  NO_SPACE: EXIT.failed,
  IO: EXIT.failed,
  POISONED: EXIT.failed,
  CONFLICT: EXIT.failed,
  CANCELLED: EXIT.interrupted,
  WINDOW: EXIT.interrupted,
  HOOK: EXIT.failed,
  INTERNAL: EXIT.failed,
};
