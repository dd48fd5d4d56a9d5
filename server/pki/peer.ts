// What a peer's certificate is worth. OpenSSL has checked the chain and the purpose when `tlsAuthorised` is true or the error is expiry alone; the same is
// checked here again over the raw bytes, with our clock, so that no TLS setting decides alone.
import { X509Certificate } from 'node:crypto';
import { nameOfCertificate, type CertifiedName } from '../../shared/rpc/identity.js';
import { BACKDATE_MS, type Authority } from './authority.js';

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

export interface Peer {
  name: Extract<CertifiedName, { role: 'agent' | 'admin' }>;
  serial: string;
  /** When this CA made it. */
  issuedMs: number;
  expiresMs: number;
}

/** The peer, or why its certificate is refused. An expired certificate is not refused here: see `expiresMs`. */
export function examinePeer(raw: Buffer, authority: Authority, nowMs: number): Peer | string {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(raw);
  } catch {
    return 'unreadable certificate';
  }
  if (certificate.ca || !certificate.checkIssued(authority.certificate) || !certificate.verify(authority.certificate.publicKey)) return 'certificate of another CA';
  if (!(certificate.keyUsage ?? []).includes(CLIENT_AUTH)) return 'not a client certificate';
  const name = nameOfCertificate(certificate.subjectAltName);
  if (name === undefined || name.role === 'server' || name.repositoryId !== authority.repositoryId) return 'certificate without a name of this repository';
  if (nowMs < Date.parse(certificate.validFrom)) return 'certificate not yet valid';
  return { name, serial: certificate.serialNumber.toLowerCase(), issuedMs: Date.parse(certificate.validFrom) + BACKDATE_MS, expiresMs: Date.parse(certificate.validTo) };
}
