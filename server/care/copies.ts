// Second copies. Put together from server/copies and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';

export type CopiesCare = ReturnType<typeof createCopies>;

export function createCopies(_foundation: Foundation, _control: Control) {
  return { start: (): void => undefined, stop: (): Promise<void> => Promise.resolve() };
}
