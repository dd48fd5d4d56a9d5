// Verification, damage, repair. Put together from server/verification and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';

export type VerificationCare = ReturnType<typeof createVerification>;

export function createVerification(_foundation: Foundation, _control: Control) {
  return { start: (): void => undefined, stop: (): Promise<void> => Promise.resolve() };
}
