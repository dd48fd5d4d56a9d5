// Restore drills.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

export interface DrillsDependencies {
  drills: object;
}

export function drillsHandlers(_deps: DrillsDependencies): AdminPart<'StartDrill' | 'ListDrills' | 'GetDrill'> {
  const missing = (): Promise<never> => Promise.reject(new FarvaultError('UNAVAILABLE', 'not yet'));
  return { StartDrill: missing, ListDrills: missing, GetDrill: missing };
}
