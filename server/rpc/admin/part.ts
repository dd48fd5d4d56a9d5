// What the parts of the Admin service share: one file a noun, each a slice of the handlers.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminHandlers } from '../../../shared/rpc/gen/farvault/v1/Admin.js';
import type { ServiceHandlers } from '../service.js';

type Handlers = ServiceHandlers<AdminHandlers>;

/** The handlers of these RPCs. */
export type AdminPart<K extends keyof Handlers> = Pick<Handlers, K>;

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;

export function given<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new FarvaultError('INVALID', `the request has no ${what}`);
  return value;
}

export function limitOf(asked: number): number {
  return asked === 0 ? DEFAULT_LIMIT : Math.min(asked, MAX_LIMIT);
}
