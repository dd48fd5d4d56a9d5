// Our own TLS server in front of gRPC: it asks for a certificate without demanding one (Enrol has none yet), bounds connections in all and per
// identity, and can cut those of one identity.
import { createServer as createTlsServer, type SecureContextOptions, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FarvaultError, systemCode } from '../../shared/errors/errors.js';
import { CONNECTIONS, CONNECTIONS_PER_IDENTITY, CONNECTIONS_UNIDENTIFIED, HANDSHAKE_TIMEOUT_MS } from '../../shared/rpc/limits.js';
import type { Address } from '../../shared/rpc/address.js';
import type { Clock } from '../../shared/time/clock.js';
import { examinePeer, type Pki } from '../pki/index.js';
import { HandshakePace } from './handshake-pace.js';

export interface TlsListenerOptions {
  pki: Pick<Pki, 'authority' | 'server' | 'chain'>;
  clock: Clock;
  onConnection(socket: TLSSocket): void;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

const UNIDENTIFIED = 'none';
/** Verdicts of OpenSSL with which ours decides. */
const VERDICTS = new Set(['ok', 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

export function connectionKey(identity: { agentId: string } | { user: string }): string {
  return 'agentId' in identity ? `agent ${identity.agentId}` : `user ${identity.user}`;
}

export class TlsListener {
  readonly #server: Server;
  readonly #tls: TlsServer;
  readonly #raw = new Set<Socket>();
  #refusals = 0;
  readonly #byIdentity = new Map<string, Set<TLSSocket>>();

  constructor(private readonly options: TlsListenerOptions) {
    this.#tls = createTlsServer({
      ...this.#context(),
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    });
    const pace = new HandshakePace(options.clock, (socket) => this.#tls.emit('connection', socket));
    this.#server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
      this.#raw.add(socket);
      socket.once('close', () => this.#raw.delete(socket));
      // One that goes while it waits.
      socket.on('error', () => socket.destroy());
      pace.add(socket);
    });
    this.#server.maxConnections = CONNECTIONS;
    this.#tls.on('tlsClientError', (error: Error, socket: TLSSocket) => {
      this.#refusals++;
      options.log('warn', 'TLS handshake failed', { peer: socket.remoteAddress, reason: error.message });
      socket.destroy();
    });
    this.#tls.on('secureConnection', (socket) => this.#accept(socket));
  }

  listen(address: { host?: string; port: number }): Promise<Address> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: Error) => {
        const taken = systemCode(error) === 'EADDRINUSE';
        reject(new FarvaultError(taken ? 'EXISTS' : 'IO', `cannot listen on ${address.host ?? 'all addresses'} port ${address.port}: ${error.message}`, { cause: error, ...(taken ? { remedy: 'Stop the other program, or choose a port with --listen.' } : {}) }));
      });
      this.#server.listen({ ...address, backlog: 511 }, () => {
        const bound = this.#server.address() as AddressInfo;
        this.#server.removeAllListeners('error');
        this.#server.on('error', (error: Error) => this.options.log('error', 'listener failed', { error }));
        resolve({ host: bound.address, port: bound.port });
      });
    });
  }

  /** New connections get the present certificates of `pki`; running ones go on. */
  useCertificates(): void {
    this.#tls.setSecureContext(this.#context());
  }

  /** Handshakes that failed and certificates that were refused, since the start. */
  get refusals(): number {
    return this.#refusals;
  }

  cut(identity: { agentId: string } | { user: string }): void {
    for (const socket of this.#byIdentity.get(connectionKey(identity)) ?? []) socket.destroy();
  }

  /** Stops listening. Running connections stay until `destroy`. */
  stopListening(): void {
    this.#server.close();
  }

  destroy(): void {
    for (const socket of this.#raw) socket.destroy();
  }

  #context(): SecureContextOptions {
    const { pki } = this.options;
    return { ca: pki.authority.pem, cert: pki.chain, key: pki.server.key, minVersion: 'TLSv1.3' };
  }

  #accept(socket: TLSSocket): void {
    socket.on('error', (error: Error) => this.options.log('info', 'connection failed', { peer: socket.remoteAddress, reason: error.message }));
    const key = this.#identify(socket);
    if (key === undefined) return;
    const group = this.#byIdentity.get(key) ?? new Set();
    if (group.size >= (key === UNIDENTIFIED ? CONNECTIONS_UNIDENTIFIED : CONNECTIONS_PER_IDENTITY)) {
      this.options.log('warn', 'too many connections', { peer: socket.remoteAddress, identity: key });
      socket.destroy();
      return;
    }
    group.add(socket);
    this.#byIdentity.set(key, group);
    socket.once('close', () => {
      group.delete(socket);
      if (group.size === 0) this.#byIdentity.delete(key);
    });
    this.options.onConnection(socket);
  }

  /** Undefined: refused, and the socket destroyed. OpenSSL's own verdict counts beside ours, but for what it says of times: those are judged by our clock, and an expired one may renew. */
  #identify(socket: TLSSocket): string | undefined {
    const certificate = socket.getPeerCertificate();
    const { raw } = certificate as { raw?: Buffer };
    if (raw === undefined || raw.length === 0) return UNIDENTIFIED;
    const peer = examinePeer(raw, this.options.pki.authority, this.options.clock.now());
    const verdict = socket.authorized ? 'ok' : String(socket.authorizationError);
    if (typeof peer === 'string' || !VERDICTS.has(verdict)) {
      this.#refusals++;
      this.options.log('warn', 'certificate refused', { peer: socket.remoteAddress, reason: typeof peer === 'string' ? peer : verdict });
      socket.destroy();
      return undefined;
    }
    // grpc-js shows a certificate to its services only on sockets with this flag; what it is good for is decided for each call.
    socket.authorized = true;
    return connectionKey(peer.name.role === 'agent' ? { agentId: peer.name.agentId } : { user: peer.name.name });
  }
}
