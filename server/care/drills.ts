// Restore drills. Put together from server/drills and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';

export type DrillsCare = ReturnType<typeof createDrills>;

export function createDrills(_foundation: Foundation, _control: Control) {
  return { start: (): void => undefined, stop: (): Promise<void> => Promise.resolve() };
}
