// Garbage collection. Put together from server/gc and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';

export type GcCare = ReturnType<typeof createGc>;

export function createGc(_foundation: Foundation, _control: Control) {
  return { start: (): void => undefined, stop: (): Promise<void> => Promise.resolve() };
}
