// Retention: what is kept, and why. Put together from server/retention and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';

export type RetentionCare = ReturnType<typeof createRetention>;

export function createRetention(_foundation: Foundation, _control: Control) {
  return { start: (): void => undefined, stop: (): Promise<void> => Promise.resolve() };
}
