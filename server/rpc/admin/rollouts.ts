// Rollouts: started, looked at, paused, resumed, aborted.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

const none = (): never => {
  throw new FarvaultError('UNAVAILABLE', 'this server knows no rollouts yet');
};

export function rolloutHandlers(): AdminPart<'StartRollout' | 'ListRollouts' | 'GetRollout' | 'ChangeRollout'> {
  return { StartRollout: async () => none(), ListRollouts: async () => none(), GetRollout: async () => none(), ChangeRollout: async () => none() };
}
