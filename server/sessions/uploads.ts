// What all upload streams of the server share.
import { CreditBudget } from './credit.js';
import { Offences } from './offences.js';
import type { SessionState } from './session-state.js';
import { Sessions } from './sessions.js';
import type { UploadParts } from './types.js';
import { VerifyPool } from './verify-pool.js';

export interface Uploads extends UploadParts {
  sessions: Sessions;
  verifier: Pick<VerifyPool, 'verify' | 'close'>;
  offences: Offences;
  creditBudget: CreditBudget;
}

/** `state` has been handed to the repository as a reducer before. Close `verifier` at the end. */
export function createUploads(parts: UploadParts, state: SessionState): Uploads {
  return {
    ...parts,
    sessions: new Sessions(state, { journal: parts.repository, clock: parts.clock, random: parts.random }),
    verifier: new VerifyPool(),
    offences: new Offences(parts.clock),
    creditBudget: new CreditBudget(),
  };
}
