// Retention: what is kept, and why.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

export interface RetentionDependencies {
  retention: object;
}

export function retentionHandlers(_deps: RetentionDependencies): AdminPart<'PlanRetention' | 'ApplyRetention'> {
  const missing = (): Promise<never> => Promise.reject(new FarvaultError('UNAVAILABLE', 'not yet'));
  return { PlanRetention: missing, ApplyRetention: missing };
}
