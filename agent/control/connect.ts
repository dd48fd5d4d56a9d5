// A connection to the server by the addresses that are known, and, when there is none, why, in words that tell where to look.
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { connectFirst, type Connection, type ConnectionIdentity } from '../../shared/rpc/client.js';
import type { AddressBook } from './address-book.js';
import { certificateTimes } from './renewal.js';

const DAY_MS = 24 * 3_600_000;

export async function connectByBook(book: AddressBook, addresses: readonly string[], identity: ConnectionIdentity & { certificate: string }, nowMs: number): Promise<Connection> {
  const { targets, faults } = await book.places(addresses);
  let connection: Connection;
  try {
    connection = await connectFirst(targets, identity);
  } catch (error) {
    const clock = clockFault(identity.certificate, nowMs);
    throw new FarvaultError('UNAVAILABLE', [...faults, ...(targets.length > 0 ? [messageOf(error)] : []), ...(clock === null ? [] : [clock])].join('; '), {
      remedy: clock !== null ? 'Set the clock of this machine.' : faults.length > 0 ? 'Check this machine\'s DNS, or write the server\'s IP address into "servers" of agent.json.' : 'Check that backupd runs and that one of its addresses can be reached from here.',
    });
  }
  await book.answered(connection.address).catch(() => undefined); // Only the next look-up without DNS misses it.
  return connection;
}

/** Certificates are judged by this machine's clock: one that is years off refuses every server. */
function clockFault(certificatePem: string, nowMs: number): string | null {
  const { fromMs, expiresMs } = certificateTimes(certificatePem);
  if (nowMs >= fromMs && nowMs <= expiresMs + 365 * DAY_MS) return null;
  return `by this machine's clock it is ${new Date(nowMs).toISOString()}, which no certificate here is made for (the agent's own is good until ${new Date(expiresMs).toISOString()})`;
}
