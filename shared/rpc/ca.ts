// The CA's certificate is renewed now and then, with the same key; each renewal of one's own certificate brings the newest. Earlier ones are kept beside it: what a server with a wrong clock
// gave, nobody need be able to use.
import { X509Certificate } from 'node:crypto';
import { toPem } from './key-pair.js';

const CA_BYTES = 8 * 1024;
const KEPT = 3;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g;

/** PEM certificates of the CA, the newest first: what was given (DER), when it is a CA that has made `certificate` (PEM), and those that are known. */
export function newestCa(given: Uint8Array, certificate: string, known: string): string {
  if (given.byteLength === 0 || given.byteLength > CA_BYTES) return known;
  try {
    const ca = new X509Certificate(given);
    if (!ca.ca || !new X509Certificate(certificate).verify(ca.publicKey)) return known;
  } catch {
    return known; // Not a certificate: those that are known have served so far.
  }
  const newest = toPem('CERTIFICATE', given);
  return [newest, ...(known.match(PEM) ?? []).filter((one) => one !== newest)].slice(0, KEPT).join('');
}
