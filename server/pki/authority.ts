// The repository's certificate authority: ECDSA P-256, one level. It decides every field of a certificate; of a request only the key is taken.
import 'reflect-metadata';
import { createHash, createPrivateKey, createPublicKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension, BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension, PublicKey,
  SubjectAlternativeNameExtension, SubjectKeyIdentifierExtension, X509Certificate as Certificate, X509CertificateGenerator, type JsonGeneralName,
} from '@peculiar/x509';
import { formatName, type CertifiedName } from '../../shared/rpc/identity.js';
import { KEY_ALGORITHM, toPem } from '../../shared/rpc/key-pair.js';
import type { Clock } from '../../shared/time/clock.js';

export const DAY_MS = 86_400_000;
const CA_DAYS = 20 * 365;
/** Clocks of offices differ: a certificate is valid from a little before it was made. */
export const BACKDATE_MS = 60 * 60 * 1000;

export interface Issued {
  /** DER. */
  certificate: Buffer;
  serial: string;
  expiresMs: number;
}

export interface KeyAndCertificate {
  /** PEM, PKCS#8. */
  key: string;
  /** PEM. */
  certificate: string;
}

function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] & 0x3f) | 0x40;
  return bytes.toString('hex');
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return toPem('PRIVATE KEY', Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)));
}

export async function generateKeys(): Promise<{ key: string; spki: Buffer }> {
  const keys = (await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']));
  return { key: await exportKey(keys.privateKey), spki: Buffer.from(await webcrypto.subtle.exportKey('spki', keys.publicKey)) };
}

/** A new authority's key and certificate. */
export async function createAuthority(repositoryId: string, clock: Clock): Promise<KeyAndCertificate> {
  const keys = (await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']));
  return { key: await exportKey(keys.privateKey), certificate: await selfSigned(keys, repositoryId, clock) };
}

/**
 * A certificate with a new life for the same authority: same key, same name. So whoever knows either of the two takes everything that was ever issued, and nothing has to be
 * switched over at any moment (docs/decisions/ca-renewal.md).
 */
export async function renewAuthority({ key }: KeyAndCertificate, repositoryId: string, clock: Clock): Promise<KeyAndCertificate> {
  const der = (form: 'pkcs8' | 'spki'): Buffer => (form === 'pkcs8' ? createPrivateKey(key).export({ format: 'der', type: form }) : createPublicKey(key).export({ format: 'der', type: form }));
  const keys = {
    privateKey: await webcrypto.subtle.importKey('pkcs8', der('pkcs8'), KEY_ALGORITHM, true, ['sign']),
    publicKey: await webcrypto.subtle.importKey('spki', der('spki'), KEY_ALGORITHM, true, ['verify']),
  };
  return { key, certificate: await selfSigned(keys, repositoryId, clock) };
}

async function selfSigned(keys: webcrypto.CryptoKeyPair, repositoryId: string, clock: Clock): Promise<string> {
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: newSerial(),
      name: [{ CN: [`Farvault CA ${repositoryId}`] }],
      notBefore: new Date(clock.now() - BACKDATE_MS),
      notAfter: new Date(clock.now() + CA_DAYS * DAY_MS),
      keys,
      signingAlgorithm: KEY_ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false),
      ],
    },
  );
  return toPem('CERTIFICATE', Buffer.from(certificate.rawData));
}

export class Authority {
  #pem: string;
  #certificate: X509Certificate;

  private constructor(
    pair: KeyAndCertificate,
    readonly repositoryId: string,
    private readonly signingKey: webcrypto.CryptoKey,
    private readonly clock: Clock,
  ) {
    this.#pem = pair.certificate;
    this.#certificate = new X509Certificate(pair.certificate);
  }

  static async load(pair: KeyAndCertificate, repositoryId: string, clock: Clock): Promise<Authority> {
    const pkcs8 = createPrivateKey(pair.key).export({ format: 'der', type: 'pkcs8' });
    return new Authority(pair, repositoryId, await webcrypto.subtle.importKey('pkcs8', pkcs8, KEY_ALGORITHM, false, ['sign']), clock);
  }

  /** The certificate as it is now: it is renewed while the server runs. */
  get pem(): string {
    return this.#pem;
  }

  get certificate(): X509Certificate {
    return this.#certificate;
  }

  get der(): Buffer {
    return this.#certificate.raw;
  }

  /** SHA-256 of the CA's certificate: what a token pins. */
  get fingerprint(): Buffer {
    return createHash('sha256').update(this.der).digest();
  }

  get expiresMs(): number {
    return Date.parse(this.#certificate.validTo);
  }

  /** From now on with this certificate, which is of the same key and name. */
  renewed(pem: string): void {
    this.#certificate = new X509Certificate(pem);
    this.#pem = pem;
  }

  /** `hosts`: DNS names and addresses of a server, for tools that look at them; our own peers look at the URI alone. */
  async issue(spki: Buffer, name: CertifiedName, days: number, hosts: readonly string[] = []): Promise<Issued> {
    const serial = newSerial();
    const names: JsonGeneralName[] = [{ type: 'url', value: formatName(name) }];
    for (const host of hosts) names.push({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host });
    const subject = name.role === 'agent' ? `agent ${name.agentId}` : name.role === 'admin' ? `admin ${name.name}` : 'server';
    const notAfter = Math.min(this.clock.now() + days * DAY_MS, this.expiresMs);
    const certificate = await X509CertificateGenerator.create(
      {
        serialNumber: serial,
        subject: [{ CN: [`Farvault ${subject}`.slice(0, 64)] }],
        issuer: new Certificate(this.der).subjectName,
        notBefore: new Date(this.clock.now() - BACKDATE_MS),
        notAfter: new Date(notAfter),
        publicKey: new PublicKey(spki),
        signingKey: this.signingKey,
        signingAlgorithm: KEY_ALGORITHM,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([name.role === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth], true),
          new SubjectAlternativeNameExtension(names),
          await AuthorityKeyIdentifierExtension.create(new Certificate(this.der), false),
        ],
      },
    );
    return { certificate: Buffer.from(certificate.rawData), serial, expiresMs: Math.floor(notAfter / 1000) * 1000 };
  }
}
