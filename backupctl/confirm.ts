// Asks before what cannot be taken back, on a terminal; elsewhere --yes says it.
import { createInterface } from 'node:readline/promises';
import { FarvaultError } from '../shared/errors/errors.js';

/** Resolves when it is to be done; throws when not. */
export async function confirm(question: string, yes: boolean | undefined, signal: AbortSignal): Promise<void> {
  if (yes === true) return;
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) throw new FarvaultError('USAGE', 'this asks first, and there is no terminal to ask on', { remedy: 'Give --yes.' });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new FarvaultError('CANCELLED', 'nothing was done');
  } finally {
    terminal.close();
  }
}
