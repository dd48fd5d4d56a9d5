// pki/ in the data directory: ca.key, ca.crt, server.key, server.crt. Keys never leave it but in sealed copies.
import { chmod, mkdir } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { toPem } from '../../shared/rpc/key-pair.js';
import type { Clock } from '../../shared/time/clock.js';
import { Authority, createAuthority, DAY_MS, generateKeys, type KeyAndCertificate } from './authority.js';

const PEM_BYTES = 64 * 1024;
const SERVER_DAYS = 365;

export interface Pki {
  authority: Authority;
  server: KeyAndCertificate;
  serverExpiresMs: number;
}

async function readPair(folder: string, name: string): Promise<KeyAndCertificate | null> {
  const [key, certificate] = await Promise.all([readSmallFile(path.join(folder, `${name}.key`), PEM_BYTES), readSmallFile(path.join(folder, `${name}.crt`), PEM_BYTES)]);
  return key === null || certificate === null ? null : { key: key.toString(), certificate: certificate.toString() };
}

/** The certificate last: a pair is there when both files are. */
async function writePair(folder: string, name: string, pair: KeyAndCertificate): Promise<void> {
  await writeFileDurable(path.join(folder, `${name}.key`), Buffer.from(pair.key));
  await writeFileDurable(path.join(folder, `${name}.crt`), Buffer.from(pair.certificate));
}

async function issueServer(authority: Authority, hosts: readonly string[]): Promise<KeyAndCertificate> {
  const { key, spki } = await generateKeys();
  const issued = await authority.issue(spki, { role: 'server', repositoryId: authority.repositoryId }, SERVER_DAYS, hosts);
  return { key, certificate: toPem('CERTIFICATE', issued.certificate) };
}

/** The first third of its life is over, or it does not name all `hosts`, or another CA made it. */
function mustReissue(pair: KeyAndCertificate, authority: Authority, hosts: readonly string[], nowMs: number): boolean {
  const certificate = new X509Certificate(pair.certificate);
  if (!certificate.verify(authority.certificate.publicKey)) return true;
  if (Date.parse(certificate.validTo) - nowMs < (SERVER_DAYS * DAY_MS * 2) / 3) return true;
  const named = (certificate.subjectAltName ?? '').split(', ');
  return hosts.some((host) => !named.includes(`DNS:${host}`) && certificate.checkIP(host) === undefined);
}

export interface PkiOptions {
  dataDir: string;
  repositoryId: string;
  hosts: readonly string[];
  /** True when certificates of this repository exist already: then a lost CA is an error, not a reason to make another. */
  inUse: boolean;
  clock: Clock;
}

/** Loads the CA and the server's certificate; makes what is not there yet, and the server's certificate anew when its time has come. */
export async function openPki({ dataDir, repositoryId, hosts, inUse, clock }: PkiOptions): Promise<Pki> {
  const folder = path.join(dataDir, 'pki');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  let ca = await readPair(folder, 'ca');
  if (ca === null) {
    if (inUse) {
      throw new FarvaultError('MISSING', `the CA of this repository is gone from ${folder}`, { remedy: 'Put pki/ back from a copy of the data directory; a new CA would lock out every agent.' });
    }
    ca = await createAuthority(repositoryId, clock);
    await writePair(folder, 'ca', ca);
  }
  const authority = await Authority.load(ca, repositoryId, clock);
  let server = await readPair(folder, 'server');
  if (server === null || mustReissue(server, authority, hosts, clock.now())) {
    server = await issueServer(authority, hosts);
    await writePair(folder, 'server', server);
  }
  return { authority, server, serverExpiresMs: Date.parse(new X509Certificate(server.certificate).validTo) };
}
