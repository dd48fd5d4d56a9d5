// Verification, damage, repair.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

export interface VerificationDependencies {
  verification: object;
}

export function verificationHandlers(_deps: VerificationDependencies): AdminPart<'StartVerify' | 'GetVerifyCoverage' | 'ListDamage' | 'StartRepair'> {
  const missing = (): Promise<never> => Promise.reject(new FarvaultError('UNAVAILABLE', 'not yet'));
  return { StartVerify: missing, GetVerifyCoverage: missing, ListDamage: missing, StartRepair: missing };
}
