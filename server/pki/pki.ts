// pki/ in the data directory: ca.key, ca.crt, server.key, server.crt; and ca-before.crt for a while after the CA's certificate was renewed. Keys never leave it but in sealed copies.
import { chmod, mkdir } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { toPem } from '../../shared/rpc/key-pair.js';
import type { Clock } from '../../shared/time/clock.js';
import { Authority, createAuthority, DAY_MS, generateKeys, renewAuthority, type KeyAndCertificate } from './authority.js';

const PEM_BYTES = 64 * 1024;
const SERVER_DAYS = 365;
/** A certificate that gets a new one at so much of its life. */
const SERVER_SHARE = 1 / 3;
const CA_SHARE = 2 / 3;
/** Tokens that pin the CA's certificate before live 7 days at most; so long it is shown, too. */
const BEFORE_MS = 8 * DAY_MS;

export interface PkiOptions {
  dataDir: string;
  repositoryId: string;
  /** DNS names and addresses of the server. */
  hosts: readonly string[];
  /** True when certificates of this repository exist already: then a lost CA is an error, not a reason to make another. */
  inUse: boolean;
  clock: Clock;
}

/** Loads the CA and the server's certificate; makes what is not there yet, and anew what its time has come for. */
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
  const before = await readSmallFile(path.join(folder, 'ca-before.crt'), PEM_BYTES);
  const authority = await Authority.load(ca, repositoryId, clock);
  const pki = new Pki(folder, ca, authority, before?.toString() ?? null, await readPair(folder, 'server'), clock);
  await pki.keep(hosts);
  return pki;
}

/** One for the life of the process: what it gives is always what is in force. */
export class Pki {
  constructor(
    private readonly folder: string,
    private ca: KeyAndCertificate,
    readonly authority: Authority,
    private before: string | null,
    private own: KeyAndCertificate | null,
    private readonly clock: Clock,
  ) {}

  get server(): KeyAndCertificate {
    if (this.own === null) throw new FarvaultError('INTERNAL', 'the server has no certificate yet');
    return this.own;
  }

  get serverExpiresMs(): number {
    return timesOf(this.server.certificate).toMs;
  }

  /** What the server shows: its certificate and, for those that have only a token and compare a fingerprint, the CA's, lately renewed: also the one before. */
  get chain(): string {
    const { fromMs } = timesOf(this.authority.pem);
    const before = this.before !== null && this.clock.now() < fromMs + BEFORE_MS ? this.before : '';
    return this.server.certificate + this.authority.pem + before;
  }

  /** Renews the CA's certificate at two thirds of its life, the server's at one third, or when it does not name all `hosts`. */
  async keep(hosts: readonly string[]): Promise<void> {
    const nowMs = this.clock.now();
    const { repositoryId } = this.authority;
    if (isDue(this.authority.pem, CA_SHARE, nowMs)) {
      const next = await renewAuthority(this.ca, repositoryId, this.clock);
      await writeFileDurable(path.join(this.folder, 'ca-before.crt'), Buffer.from(this.ca.certificate));
      await writeFileDurable(path.join(this.folder, 'ca.crt'), Buffer.from(next.certificate));
      this.before = this.ca.certificate;
      this.ca = next;
      this.authority.renewed(next.certificate);
    }
    if (this.own !== null && !isDue(this.own.certificate, SERVER_SHARE, nowMs) && isFor(this.own.certificate, this.authority, hosts)) return;
    const { key, spki } = await generateKeys();
    const issued = await this.authority.issue(spki, { role: 'server', repositoryId }, SERVER_DAYS, hosts);
    const server = { key, certificate: toPem('CERTIFICATE', issued.certificate) };
    await writePair(this.folder, 'server', server);
    this.own = server;
  }
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

function timesOf(pem: string): { fromMs: number; toMs: number } {
  const { validFrom, validTo } = new X509Certificate(pem);
  return { fromMs: Date.parse(validFrom), toMs: Date.parse(validTo) };
}

/** That share of its life is over, or it has not begun: it was made while the clock was ahead. */
function isDue(pem: string, share: number, nowMs: number): boolean {
  const { fromMs, toMs } = timesOf(pem);
  return nowMs < fromMs || nowMs >= fromMs + (toMs - fromMs) * share;
}

function isFor(pem: string, authority: Authority, hosts: readonly string[]): boolean {
  const certificate = new X509Certificate(pem);
  if (!certificate.verify(authority.certificate.publicKey)) return false;
  const named = (certificate.subjectAltName ?? '').split(', ');
  return hosts.every((host) => named.includes(`DNS:${host}`) || (isIP(host) !== 0 && certificate.checkIP(host) !== undefined));
}
