// Keys and certificate requests: made where the key stays (agent, administrator's machine), checked where they are certified.
import 'reflect-metadata';
import { createPublicKey, webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { FarvaultError } from '../errors/errors.js';

export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const CSR_BYTES = 8 * 1024;
const CURVES = new Set(['prime256v1', 'secp384r1']);

export interface KeyAndRequest {
  /** PKCS#8 PEM. */
  key: string;
  /** PKCS#10 DER. */
  csr: Buffer;
}

export function toPem(label: 'PRIVATE KEY' | 'CERTIFICATE', der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** A new P-256 key, and a request that carries nothing but it. */
export async function createKeyAndRequest(): Promise<KeyAndRequest> {
  const keys = (await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']));
  const request = await Pkcs10CertificateRequestGenerator.create({ name: [{ CN: ['farvault'] }], keys, signingAlgorithm: KEY_ALGORITHM });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { key: toPem('PRIVATE KEY', pkcs8), csr: Buffer.from(request.rawData) };
}

/**
 * The public key (SubjectPublicKeyInfo, DER) of a request. INVALID when it is no request, its signature does not prove possession of the key,
 * or the key is of another kind than P-256, P-384 or Ed25519.
 */
export async function keyOfRequest(csr: Uint8Array): Promise<Buffer> {
  if (csr.byteLength > CSR_BYTES) throw new FarvaultError('INVALID', 'the certificate request is too long');
  let spki: Buffer;
  let request: Pkcs10CertificateRequest;
  try {
    request = new Pkcs10CertificateRequest(Buffer.from(csr));
    spki = Buffer.from(request.publicKey.rawData);
  } catch (error) {
    throw new FarvaultError('INVALID', 'not a certificate request', { cause: error });
  }
  let strong = false;
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    strong = key.asymmetricKeyType === 'ed25519' || (key.asymmetricKeyType === 'ec' && CURVES.has(key.asymmetricKeyDetails?.namedCurve ?? ''));
  } catch {
    // No key that this OpenSSL reads: not strong.
  }
  if (!strong) throw new FarvaultError('INVALID', 'the key of the certificate request must be P-256, P-384 or Ed25519', { remedy: 'Make a new key with this version of the program.' });
  let proven = false;
  try {
    proven = await request.verify();
  } catch {
    // A signature that cannot be read proves nothing.
  }
  if (!proven) throw new FarvaultError('INVALID', 'the certificate request is not signed by its own key');
  return spki;
}
