// The HTTP port: for machines that watch the server. It has no authentication, so it listens on loopback unless told otherwise, answers GET and HEAD
// of a small table of routes, and reads nothing that a caller sends beyond one bounded header.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP, type AddressInfo, type Socket } from 'node:net';
import { FarvaultError, messageOf, systemCode } from '../../shared/errors/errors.js';
import { formatAddress, type Address } from '../../shared/rpc/address.js';
import type { Clock } from '../../shared/time/clock.js';

export const DEFAULT_HTTP_PORT = 8471;
const LOOPBACK = '127.0.0.1';

const MAX_CONNECTIONS = 64;
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_HEADERS = 64;
/** Calls that are being worked out at one time; more are told to come back. */
const MAX_WORKING = 8;
const MAX_REQUESTS_PER_SOCKET = 1_000;

export interface HttpLimits {
  /** Until the whole header is there. */
  requestMs: number;
  /** A connection on which nothing is asked. */
  idleMs: number;
  /** Until the caller has taken the whole answer. */
  replyMs: number;
}

const LIMITS: HttpLimits = { requestMs: 10_000, idleMs: 5_000, replyMs: 30_000 };

export interface HttpReply {
  status: number;
  type: string;
  body: string;
}

export type HttpRoute = () => HttpReply | Promise<HttpReply>;

/** By path, without the query. */
export type HttpRoutes = ReadonlyMap<string, HttpRoute>;

export interface HttpOptions {
  routes: HttpRoutes;
  clock: Clock;
  log: (level: 'warn' | 'error', message: string, details?: object) => void;
  limits?: HttpLimits;
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
};

export class HttpListener {
  readonly #server: Server;
  readonly #limits: HttpLimits;
  readonly #sockets = new Set<Socket>();
  #working = 0;
  #loopback = true;

  constructor(private readonly options: HttpOptions) {
    const limits = options.limits ?? LIMITS;
    this.#limits = limits;
    this.#server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: limits.requestMs, requestTimeout: limits.requestMs, keepAliveTimeout: limits.idleMs, connectionsCheckingInterval: Math.min(1_000, limits.requestMs) });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.maxHeadersCount = MAX_HEADERS;
    this.#server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
    // A caller that connects and says nothing at all.
    this.#server.timeout = limits.requestMs + limits.idleMs;
    this.#server.on('request', (request, response) => void this.#serve(request, response));
    // What asks for more than an answer (a body, another protocol, a tunnel) gets none.
    this.#server.on('checkContinue', (request, response) => void this.#serve(request, response));
    this.#server.on('upgrade', (_request, socket) => socket.destroy());
    this.#server.on('connect', (_request, socket) => socket.destroy());
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  listen(address: Address): Promise<Address> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(address.port, address.host, () => {
        this.#server.off('error', reject);
        this.#server.on('error', (error) => this.options.log('error', 'the HTTP port', { error }));
        const { address: host, port } = this.#server.address() as AddressInfo;
        this.#loopback = isLoopback(host);
        if (!this.#loopback) this.options.log('warn', 'metrics and health are open to whoever reaches this address: HTTP has neither authentication nor encryption', { http: formatAddress({ host, port }) });
        resolve({ host, port });
      });
    });
  }

  /** Ends at once: nobody waits for a metric of a server that stops. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const reply = await this.#reply(request);
    const body = Buffer.from(reply.body);
    // What a caller sends behind its header is never read.
    if (hasBody(request)) response.shouldKeepAlive = false;
    response.writeHead(reply.status, { ...HEADERS, 'content-type': reply.type, 'content-length': body.length, ...(reply.status === 405 ? { allow: 'GET, HEAD' } : {}) });
    this.#hurry(response);
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #reply(request: IncomingMessage): Promise<HttpReply> {
    if (hasBody(request)) return plain(413, 'no request here has a body');
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'GET and HEAD only');
    // A page in somebody's browser can reach loopback by a name of its own; it cannot choose what the browser writes here.
    if (this.#loopback && !namesLoopback(request.headers.host)) return plain(403, 'not a name of this machine: ask for 127.0.0.1 or localhost');
    const route = this.options.routes.get((request.url ?? '').split('?', 1)[0]);
    if (route === undefined) return plain(404, `there is ${[...this.options.routes.keys()].join(', ')}`);
    if (this.#working >= MAX_WORKING) return plain(503, 'too many requests at once');
    this.#working++;
    try {
      return await route();
    } catch (error) {
      this.options.log('error', 'HTTP request failed', { error });
      return plain(500, 'failed; the log says why');
    } finally {
      this.#working--;
    }
  }

  #hurry(response: ServerResponse): void {
    const done = new AbortController();
    response.on('close', () => done.abort());
    this.options.clock.sleep(this.#limits.replyMs, done.signal).then(
      () => response.destroy(),
      () => undefined,
    );
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function plain(status: number, text: string): HttpReply {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` };
}

function isLoopback(host: string): boolean {
  return /^(::ffff:)?127\./.test(host) || host === '::1';
}

function namesLoopback(host: string | undefined): boolean {
  const name = /^(?:\[(.*)\]|([^:]*))(?::\d+)?$/.exec(host ?? '');
  const text = (name?.[1] ?? name?.[2] ?? '').toLowerCase();
  return text === 'localhost' || (isIP(text) !== 0 && isLoopback(text));
}

/**
 * Listens where `asked` says; without it on the default port of loopback or, when that is taken, on any free one: the HTTP port never keeps a server from
 * serving that was not told to have it. Null: off.
 */
export async function listenHttp(listener: HttpListener, asked: Address | 'off' | undefined, warn: (message: string) => void): Promise<Address | null> {
  if (asked === 'off') return null;
  if (asked !== undefined) {
    return await listener.listen(asked).catch((error: unknown) => {
      const taken = systemCode(error) === 'EADDRINUSE';
      throw new FarvaultError(taken ? 'CONFLICT' : 'IO', `cannot listen for HTTP on ${formatAddress(asked)}: ${taken ? 'the port is taken' : messageOf(error)}`, {
        cause: error,
        remedy: 'Give another address with --http HOST:PORT (port 0 picks one), or --http off.',
      });
    });
  }
  for (const port of [DEFAULT_HTTP_PORT, 0]) {
    try {
      const bound = await listener.listen({ host: LOOPBACK, port });
      if (port === 0) warn(`port ${DEFAULT_HTTP_PORT} is taken: metrics and health are on ${formatAddress(bound)}`);
      return bound;
    } catch (error) {
      if (port === 0) warn(`there is no HTTP port: ${messageOf(error)}`);
    }
  }
  return null;
}
