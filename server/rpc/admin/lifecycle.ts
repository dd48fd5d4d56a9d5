// Trash, holds, locks, second administrators, the clock.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

export interface LifecycleDependencies {
  lifecycle: object;
}

export function lifecycleHandlers(_deps: LifecycleDependencies): AdminPart<'DeleteSnapshots' | 'RestoreFromTrash' | 'PurgeSnapshots' | 'HoldSnapshot' | 'ReleaseSnapshot' | 'SetRetentionLock' | 'ListRetentionLocks' | 'ListApprovals' | 'DecideApproval' | 'GetClock' | 'ConfirmClock'> {
  const missing = (): Promise<never> => Promise.reject(new FarvaultError('UNAVAILABLE', 'not yet'));
  return { DeleteSnapshots: missing, RestoreFromTrash: missing, PurgeSnapshots: missing, HoldSnapshot: missing, ReleaseSnapshot: missing, SetRetentionLock: missing, ListRetentionLocks: missing, ListApprovals: missing, DecideApproval: missing, GetClock: missing, ConfirmClock: missing };
}
