// From a token to an identity. The server's CA is taken only if its fingerprint is the token's; everything after goes by that CA alone.
import { createHash } from 'node:crypto';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { FarvaultError } from '../../shared/errors/errors.js';
import { parseAddress } from '../../shared/rpc/address.js';
import { newestCa } from '../../shared/rpc/ca.js';
import { connectFirst, unary } from '../../shared/rpc/client.js';
import type { AgentFacts } from '../../shared/rpc/gen/farvault/v1/AgentFacts.js';
import { createKeyAndRequest, toPem } from '../../shared/rpc/key-pair.js';
import { CONNECT_TIMEOUT_MS } from '../../shared/rpc/limits.js';
import type { EnrolmentToken } from '../../shared/rpc/token.js';
import type { AgentIdentity } from '../agent-files.js';
import { toldAddresses } from './told-addresses.js';

const CHAIN_LIMIT = 4;

/** The certificate in the server's chain with that fingerprint, PEM. */
function pinnedCa(certificate: DetailedPeerCertificate, fingerprint: Buffer): string | undefined {
  let link: DetailedPeerCertificate | undefined = certificate;
  for (let depth = 0; link !== undefined && depth < CHAIN_LIMIT; depth++) {
    if (link.raw !== undefined && createHash('sha256').update(link.raw).digest().equals(fingerprint)) return toPem('CERTIFICATE', link.raw);
    link = link.issuerCertificate === link ? undefined : link.issuerCertificate;
  }
  return undefined;
}

/** UNAVAILABLE when there is no answer, REFUSED when another CA answers. */
export function fetchCa(address: string, fingerprint: Buffer): Promise<string> {
  const { host, port } = parseAddress(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, minVersion: 'TLSv1.3', ALPNProtocols: ['h2'], rejectUnauthorized: false, checkServerIdentity: () => undefined });
    const fail = (error: FarvaultError): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => fail(new FarvaultError('UNAVAILABLE', `no answer from ${address}`)));
    socket.on('error', (error: Error) => fail(new FarvaultError('UNAVAILABLE', `no connection to ${address}: ${error.message}`, { cause: error })));
    socket.on('secureConnect', () => {
      const ca = pinnedCa(socket.getPeerCertificate(true), fingerprint);
      if (ca === undefined) fail(new FarvaultError('REFUSED', `${address} is not the server that this token is for`, { remedy: 'Check the address; if the server was set up anew, make a new token there.' }));
      else {
        // In order: the server would take a sudden end for an attempt that failed.
        socket.end();
        resolve(ca);
      }
    });
  });
}

export interface EnrolmentRequest {
  token: EnrolmentToken;
  /** In the order to try: those given by hand, then the token's. */
  addresses: string[];
  name: string;
  facts: AgentFacts;
}

export async function enrol({ token, addresses, name, facts }: EnrolmentRequest): Promise<AgentIdentity> {
  let failure = new FarvaultError('USAGE', 'neither the token nor --server gives an address');
  for (const address of addresses) {
    let ca: string;
    try {
      ca = await fetchCa(address, token.caFingerprint);
    } catch (error) {
      failure = error as FarvaultError;
      continue;
    }
    const connection = await connectFirst([address], { ca, repositoryId: token.repositoryId });
    try {
      const { key, csr } = await createKeyAndRequest();
      const given = await unary(connection.agent.enrol.bind(connection.agent), { secret: token.secret, csr, name, facts });
      const { agentId, office, repositoryId } = given;
      const certificate = toPem('CERTIFICATE', given.certificate);
      // A token that was made before the CA was renewed pins the certificate of before.
      return { addresses: toldAddresses(given.addresses, [address]), repositoryId, agentId, office, name: given.name, ca: newestCa(given.ca, certificate, ca), certificate, key };
    } finally {
      connection.close();
    }
  }
  throw failure;
}
