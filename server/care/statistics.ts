// What is stored for whom. Put together from server/statistics and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';

export type StatisticsCare = ReturnType<typeof createStatistics>;

export function createStatistics(_foundation: Foundation, _control: Control) {
  return { start: (): void => undefined, stop: (): Promise<void> => Promise.resolve() };
}
