// Errors across the wire: the table in shared/errors decides the status; the stable code and the remedy travel as trailers. What is not a
// FarvaultError leaves as a bland INTERNAL: the caller logs it.
import * as grpc from '@grpc/grpc-js';
import { FarvaultError, GRPC_STATUS, isFarvaultError, messageOf, type ErrorCode } from '../errors/errors.js';

const CODE_KEY = 'farvault-code';
const REMEDY_KEY = 'farvault-remedy';
const MESSAGE_CHARS = 2_000;

/** Header values are printable ASCII; anything else (a path in a remedy) is replaced rather than refused by HTTP/2. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, MESSAGE_CHARS);
}

/** The status that a caller sees for `error`. */
export function toServiceError(error: unknown): grpc.ServiceError {
  const known = isFarvaultError(error) ? error : new FarvaultError('INTERNAL', 'the server failed; its log has the details');
  const metadata = new grpc.Metadata();
  metadata.set(CODE_KEY, known.code);
  if (known.remedy !== undefined) metadata.set(REMEDY_KEY, headerText(known.remedy));
  const details = known.message.slice(0, MESSAGE_CHARS);
  return Object.assign(new Error(details), { code: GRPC_STATUS[known.code], details, metadata });
}

const BY_STATUS: Partial<Record<grpc.status, ErrorCode>> = {
  [grpc.status.CANCELLED]: 'CANCELLED',
  [grpc.status.INVALID_ARGUMENT]: 'INVALID',
  [grpc.status.DEADLINE_EXCEEDED]: 'DEADLINE',
  [grpc.status.NOT_FOUND]: 'NOT_FOUND',
  [grpc.status.ALREADY_EXISTS]: 'EXISTS',
  [grpc.status.PERMISSION_DENIED]: 'REFUSED',
  [grpc.status.RESOURCE_EXHAUSTED]: 'NO_SPACE',
  [grpc.status.ABORTED]: 'CONFLICT',
  [grpc.status.UNIMPLEMENTED]: 'FORMAT',
  [grpc.status.INTERNAL]: 'INTERNAL',
  [grpc.status.UNAVAILABLE]: 'UNAVAILABLE',
  [grpc.status.DATA_LOSS]: 'CORRUPT',
  [grpc.status.UNAUTHENTICATED]: 'UNAUTHENTICATED',
};

function isServiceError(error: unknown): error is grpc.ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(GRPC_STATUS, text);
}

/**
 * What a call failed with, as the client's own error. A cut connection shows as UNAVAILABLE, also where grpc-js calls it INTERNAL or
 * CANCELLED (a reset stream carries no code of ours).
 */
export function fromServiceError(error: unknown): FarvaultError {
  if (isFarvaultError(error)) return error;
  if (!isServiceError(error)) return new FarvaultError('INTERNAL', messageOf(error), { cause: error });
  const sent = String(error.metadata?.get(CODE_KEY)[0] ?? '');
  const remedy = error.metadata?.get(REMEDY_KEY)[0];
  const message = error.details === '' ? error.message : error.details;
  if (isCode(sent)) return new FarvaultError(sent, message, { cause: error, ...(remedy === undefined ? {} : { remedy: String(remedy) }) });
  if (/RST_STREAM|Connection dropped|ECONNRESET|GOAWAY/.test(message)) return new FarvaultError('UNAVAILABLE', 'the connection was cut', { cause: error });
  return new FarvaultError(BY_STATUS[error.code] ?? 'INTERNAL', message, { cause: error });
}
