// The CA's certificate is renewed now and then, with the same key; each renewal of one's own certificate brings the newest.
import { X509Certificate } from 'node:crypto';
import { toPem } from './key-pair.js';

const CA_BYTES = 8 * 1024;

/** What was given (DER) as PEM, when it is a CA that has made `certificate` (PEM); else the one that is known. */
export function newestCa(given: Uint8Array, certificate: string, known: string): string {
  if (given.byteLength === 0 || given.byteLength > CA_BYTES) return known;
  try {
    const ca = new X509Certificate(given);
    return ca.ca && new X509Certificate(certificate).verify(ca.publicKey) ? toPem('CERTIFICATE', given) : known;
  } catch {
    return known; // Not a certificate: the one that is known has served so far.
  }
}
