// What is stored for whom.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

export interface StatisticsDependencies {
  statistics: object;
}

export function statisticsHandlers(_deps: StatisticsDependencies): AdminPart<'GetStatistics' | 'PlanExpiry'> {
  const missing = (): Promise<never> => Promise.reject(new FarvaultError('UNAVAILABLE', 'not yet'));
  return { GetStatistics: missing, PlanExpiry: missing };
}
