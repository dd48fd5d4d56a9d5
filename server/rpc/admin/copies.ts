// Second copies.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

export interface CopiesDependencies {
  copies: object;
}

export function copiesHandlers(_deps: CopiesDependencies): AdminPart<'SetCopy' | 'ListCopies' | 'StartCopy' | 'DeleteCopy'> {
  const missing = (): Promise<never> => Promise.reject(new FarvaultError('UNAVAILABLE', 'not yet'));
  return { SetCopy: missing, ListCopies: missing, StartCopy: missing, DeleteCopy: missing };
}
