// Trash, holds, locks, second administrators, the clock. Put together from server/lifecycle and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';

export type LifecycleCare = ReturnType<typeof createLifecycle>;

export function createLifecycle(_foundation: Foundation, _control: Control) {
  return { start: (): void => undefined, stop: (): Promise<void> => Promise.resolve() };
}
