// Two servers of one repository: one was given up for lost and brought back from a copy elsewhere, and then runs again. Its agents stay with the one that came later.
import { FarvaultError } from '../../shared/errors/errors.js';

/** The epoch to remember. REFUSED: a server of a later one is known. */
export function admittedEpoch(told: number, known: number | undefined): number {
  const epoch = Math.max(1, told);
  if (epoch < (known ?? 1)) {
    throw new FarvaultError('REFUSED', `this server is of epoch ${epoch}, and its repository was brought back from a copy since (epoch ${known ?? 1})`, { remedy: 'Stop this backupd: it was replaced. Its agents work for the one that was brought back.' });
  }
  return epoch;
}
