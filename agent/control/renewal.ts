// The agent's certificate: renewed from the first third of its life on, also when it has expired. A new key each time; the old pair is kept until the new one is on disk.
import { X509Certificate } from 'node:crypto';
import { newestCa } from '../../shared/rpc/ca.js';
import { openConnection, unary } from '../../shared/rpc/client.js';
import { createKeyAndRequest, toPem } from '../../shared/rpc/key-pair.js';
import type { AgentIdentity } from '../agent-files.js';
import { toldAddresses } from './told-addresses.js';

/** Beginning, expiry, and the moment from which it should be renewed; ms since 1970. */
export function certificateTimes(certificatePem: string): { fromMs: number; expiresMs: number; renewFromMs: number } {
  const certificate = new X509Certificate(certificatePem);
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  return { fromMs: from, expiresMs: to, renewFromMs: from + (to - from) / 3 };
}

/** The identity with a new key and certificate, and the CA's as it is now, over a connection of its own: a stream that is up stays up. */
export async function renew(identity: AgentIdentity, address: string): Promise<AgentIdentity> {
  const connection = openConnection(address, identity);
  try {
    const { key, csr } = await createKeyAndRequest();
    const given = await unary(connection.agent.renew.bind(connection.agent), { csr });
    const certificate = toPem('CERTIFICATE', given.certificate);
    return { ...identity, key, certificate, ca: newestCa(given.ca, certificate, identity.ca), addresses: toldAddresses(given.addresses, identity.addresses) };
  } finally {
    connection.close();
  }
}
