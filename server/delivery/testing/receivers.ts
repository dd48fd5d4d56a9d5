// Real receivers for tests: an SMTP server, an HTTP server, and the clock by which a day passes in a moment.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { X509CertificateGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Clock } from '../../../shared/time/clock.js';
import type { Message } from '../types.js';

/** A certificate for 127.0.0.1 that only who is told of it trusts. */
export async function selfSigned(): Promise<{ key: string; cert: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=receiver',
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2100-01-01'),
    signingAlgorithm: algorithm,
    keys: keys as never,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`, cert: `${certificate.toString('pem')}\n` };
}

export interface MailReceiver {
  port: number;
  /** Raw messages, as they came. */
  mails: string[];
  recipients: string[];
  close(): Promise<void>;
}

/** `refuse`: answers each mail so. */
export async function mailReceiver(options: SMTPServerOptions = {}, refuse: () => { code: number; text: string } | null = () => null): Promise<MailReceiver> {
  const mails: string[] = [];
  const recipients: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onRcptTo: (address, _session, callback) => {
      recipients.push(address.address);
      callback();
    },
    onData: (stream, _session, callback) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const no = refuse();
        if (no === null) mails.push(Buffer.concat(parts).toString());
        callback(no === null ? null : Object.assign(new Error(no.text), { responseCode: no.code }));
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.server.address() as AddressInfo).port, mails, recipients, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

export interface Posted {
  headers: IncomingMessage['headers'];
  body: string;
}

export async function httpReceiver(answer: (response: ServerResponse, number: number) => void = (response) => void response.writeHead(204).end()): Promise<{ url: string; posted: Posted[]; close(): Promise<void> }> {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      posted.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      answer(response, posted.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, posted, close };
}

/** Time passes when a test says so. */
export class ManualClock implements Clock {
  #now: number;
  readonly #startMs: number;
  readonly #sleepers = new Set<{ atMs: number; wake: () => void }>();
  #aheadMs = 0;

  constructor(startMs = Date.UTC(2026, 0, 5, 12)) {
    this.#now = startMs;
    this.#startMs = startMs;
  }

  now = (): number => this.#now + this.#aheadMs;
  monotonic = (): number => this.#now - this.#startMs;
  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper = { atMs: this.#now + ms, wake: (): void => { signal?.removeEventListener('abort', stop); resolve(); } };
      if (signal?.aborted === true) return stop();
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });

  /** Somebody sets the wall clock. */
  step(ms: number): void {
    this.#aheadMs += ms;
  }

  /** In steps, so that what wakes can go to sleep again. */
  async pass(ms: number, stepMs = ms / 20): Promise<void> {
    const untilMs = this.#now + ms;
    while (this.#now < untilMs) {
      this.#now = Math.min(untilMs, this.#now + stepMs);
      for (const sleeper of this.#sleepers) {
        if (sleeper.atMs > this.#now) continue;
        this.#sleepers.delete(sleeper);
        sleeper.wake();
      }
      // What has been woken may do real work: files, sockets.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }
}

export function message(id = 'm1', rest: Partial<Message> = {}): Message {
  return { id, what: 'test', weight: 'warning', timeMs: Date.UTC(2026, 0, 5, 12), subject: 'a subject', text: 'a text\n', data: {}, lines: [{ weight: 'warning', text: 'a line', fields: { alert: 'a1' } }], ...rest };
}

/** Until `probe` holds; real time, for real sockets. */
export async function until(probe: () => boolean, what: string): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!probe()) {
    if (performance.now() > endMs) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
