// Garbage collection.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

export interface GcDependencies {
  gc: object;
}

export function gcHandlers(_deps: GcDependencies): AdminPart<'PlanGc' | 'StartGc' | 'GetGc'> {
  const missing = (): Promise<never> => Promise.reject(new FarvaultError('UNAVAILABLE', 'not yet'));
  return { PlanGc: missing, StartGc: missing, GetGc: missing };
}
