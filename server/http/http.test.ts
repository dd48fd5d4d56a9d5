// The HTTP port by real sockets: what it answers, what it refuses, and what hostile callers cannot do to it.
import { connect, type Socket } from 'node:net';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/time/clock.js';
import { HttpListener, healthRoutes, listenHttp, LoopWatch, Metrics, type HttpReply, type HttpRoutes, type MetricSources } from './index.js';

const open: HttpListener[] = [];
const warnings: string[] = [];
const LIMITS = { requestMs: 300, idleMs: 200, replyMs: 300 };

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
  warnings.length = 0;
});

const text = (body: string): HttpReply => ({ status: 200, type: 'text/plain', body });

async function serve(routes: HttpRoutes = new Map([['/x', () => text('here')]]), host = '127.0.0.1'): Promise<number> {
  const listener = new HttpListener({ routes, clock: systemClock, log: (_level, message) => warnings.push(message), limits: LIMITS });
  open.push(listener);
  return (await listener.listen({ host, port: 0 })).port;
}

function ask(port: number, path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers }, (response) => {
      let body = '';
      response.on('data', (data: Buffer) => (body += data.toString()));
      response.on('end', () => resolve({ status: response.statusCode!, body, headers: response.headers }));
    });
    call.on('error', reject);
    call.end(options.body);
  });
}

/** Sends bytes as they are; gives what came back when the connection has ended. */
function raw(port: number, ...parts: string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let got = '';
    socket.on('data', (data) => (got += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(got));
    for (const part of parts) socket.write(part);
  });
}

describe('the HTTP port', () => {
  it('answers GET and HEAD of its routes, and nothing else', async () => {
    const port = await serve();
    expect(await ask(port, '/x?y=1')).toMatchObject({ status: 200, body: 'here', headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } });
    expect(await ask(port, '/x', { method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '4' } });
    expect(await ask(port, '/y')).toMatchObject({ status: 404 });
    expect(await ask(port, '/../x')).toMatchObject({ status: 404 });
    expect(await ask(port, '/x', { method: 'DELETE' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(await ask(port, '/x', { method: 'POST', body: 'data' })).toMatchObject({ status: 413, headers: { connection: 'close' } });
    expect(await raw(port, 'GET /x HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')).toBe('');
  });

  it('on loopback, takes no request that names another host: a page in a browser could send one', async () => {
    const port = await serve();
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example']) expect(await ask(port, '/x', { headers: { host } })).toMatchObject({ status: 403 });
    expect(await raw(port, 'GET /x HTTP/1.0\r\n\r\n')).toContain(' 403 ');
    for (const host of ['localhost', `127.0.0.1:${port}`, '[::1]', 'LOCALHOST:1']) expect(await ask(port, '/x', { headers: { host } })).toMatchObject({ status: 200 });
    expect(warnings).toEqual([]);
  });

  it('beyond loopback says that it is open to all, and serves by any name', async () => {
    const port = await serve(undefined, '0.0.0.0');
    expect(warnings[0]).toContain('neither authentication nor encryption');
    expect(await ask(port, '/x', { headers: { host: 'backup.example' } })).toMatchObject({ status: 200 });
  });

  it('a handler that fails tells the caller nothing', async () => {
    const port = await serve(new Map([['/x', () => Promise.reject(new Error('secret path'))]]));
    const reply = await ask(port, '/x');
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('secret');
  });

  it('cuts off who sends slowly, says nothing, or sends too much', async () => {
    const port = await serve();
    expect(await raw(port)).not.toContain('200');
    expect(await raw(port, 'GET /x HTTP/1.1\r\nHost: local')).not.toContain('200');
    expect(await raw(port, `GET /x HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`)).toContain('431');
    expect(await raw(port, '\x16\x03\x01 not http at all\r\n\r\n')).toContain('400');
  });

  it('drips of a header do not buy more time', async () => {
    const port = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /x HTTP/1.1\r\n');
    const drip = setInterval(() => socket.write('a: b\r\n'), 50);
    const from = performance.now();
    await new Promise((resolve) => socket.on('close', resolve).resume());
    clearInterval(drip);
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  it('cuts off who does not read the answer', async () => {
    const port = await serve(new Map([['/x', () => text('x'.repeat(16 << 20))]]));
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n');
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, LIMITS.replyMs + 300));
    let got = 0;
    socket.on('data', (data: Buffer) => (got += data.length));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.on('close', resolve).resume());
    expect(got).toBeLessThan(16 << 20);
  });

  it('serves on while a hundred connections hang, as soon as those time out', async () => {
    const port = await serve();
    const hanging: Socket[] = [];
    for (let i = 0; i < 100; i++) hanging.push(connect(port, '127.0.0.1').on('error', () => undefined));
    await new Promise((resolve) => setTimeout(resolve, LIMITS.requestMs + LIMITS.idleMs + 700));
    expect(await ask(port, '/x')).toMatchObject({ status: 200 });
    for (const socket of hanging) socket.destroy();
  });

  it('works out only so many answers at once', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const port = await serve(new Map([['/x', () => held.then(() => text('late'))]]));
    let refused = 0;
    const calls = Array.from({ length: 12 }, async () => {
      const { status } = await ask(port, '/x');
      if (status === 503 && ++refused === 4) release();
      return status;
    });
    const statuses = await Promise.all(calls);
    expect(refused).toBe(4);
    expect(statuses.filter((status) => status === 200)).toHaveLength(8);
  });
});

describe('metrics', () => {
  it('come by HTTP in the format of Prometheus, and a flood of scrapes is worked out once a second', async () => {
    let read = 0;
    const metrics = new Metrics(systemClock);
    const sources: MetricSources = {
      agents: () => ({ online: ++read, offline: 0, revoked: 0, behind: 0 }),
      offices: () => 0,
      jobs: () => [{ job: 'docs', agent: 'one', office: 'lyon', lastGoodMs: 1, rpoMs: 1 }],
      runs: () => [],
      snapshots: () => Promise.resolve(0),
      repository: () => ({ writable: true, chunks: 0, bytesLogical: 0, bytesUnique: 0, bytesStored: 0, diskFreeBytes: 0, diskTotalBytes: 0, journalPosition: 0 }),
      alertsFiring: () => [],
      refused: () => ({ connection: 0, access: 0 }),
      certificates: () => [],
      eventLoop: () => ({ p50: 0, p99: 0, max: 0, blocked: 0 }),
    };
    const port = await serve(new Map([['/metrics', metrics.route(sources)]]));
    const replies = await Promise.all(Array.from({ length: 40 }, () => ask(port, '/metrics')));
    const served = replies.filter((reply) => reply.status === 200);
    expect(served[0].headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(served.length).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(3);
    // Every line is a comment or a sample.
    for (const line of served[0].body.split('\n')) expect(line).toMatch(/^($|# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? [0-9.e+-]+$)/);
  });
});

describe('where it listens', () => {
  const listener = (): HttpListener => {
    const made = new HttpListener({ routes: new Map(), clock: systemClock, log: () => undefined });
    open.push(made);
    return made;
  };

  it('a port that was asked for and is taken is an error with a remedy; the default one is stepped aside from', async () => {
    const warned: string[] = [];
    const first = await listenHttp(listener(), undefined, (message) => warned.push(message));
    const second = await listenHttp(listener(), undefined, (message) => warned.push(message));
    expect(second!.port).not.toBe(first!.port);
    expect(warned.at(-1)).toContain(`127.0.0.1:${second!.port}`);
    await expect(listenHttp(listener(), second!, () => undefined)).rejects.toMatchObject({ code: 'CONFLICT', remedy: expect.stringContaining('--http') });
    await expect(listenHttp(listener(), { host: '203.0.113.1', port: 0 }, () => undefined)).rejects.toMatchObject({ code: 'IO' });
    expect(await listenHttp(listener(), 'off', () => undefined)).toBeNull();
  });
});

describe('health', () => {
  const sources = { poisoned: (): string | null => null, writable: () => ({ writable: true, reason: null as string | null }), viewsBehind: (): string[] => [], stopping: () => false };
  const get = (path: string, changed: Partial<typeof sources>): HttpReply => new Map(healthRoutes({ ...sources, ...changed })).get(path)!();

  it('is the process itself: a full disk makes it not ready, but not unhealthy', () => {
    expect(get('/healthz', {})).toMatchObject({ status: 200 });
    expect(get('/readyz', {})).toMatchObject({ status: 200 });
    const full = { writable: () => ({ writable: false, reason: 'the disk is nearly full' }) };
    expect(get('/healthz', full)).toMatchObject({ status: 200 });
    expect(JSON.parse(get('/readyz', full).body)).toEqual({ status: 'not ready', reasons: ['the disk is nearly full'] });
    expect(get('/healthz', { poisoned: () => 'a flush failed' })).toMatchObject({ status: 503 });
    expect(get('/readyz', { viewsBehind: () => ['catalog'] })).toMatchObject({ status: 503, body: expect.stringContaining('catalog') });
    expect(get('/readyz', { stopping: () => true })).toMatchObject({ status: 503, body: expect.stringContaining('stopping') });
  });
});

describe('the watch on the event loop', () => {
  it('tells afterwards of a block, with its length, and measures it', async () => {
    const blocks: number[] = [];
    const watch = new LoopWatch(systemClock, (ms) => blocks.push(ms), 200);
    watch.start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const end = performance.now() + 600;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 400));
    watch.stop();
    expect(blocks.length).toBeGreaterThanOrEqual(1);
    expect(Math.max(...blocks)).toBeGreaterThan(300);
    expect(watch.blocked).toBe(blocks.length);
    expect(watch.delay().max).toBeGreaterThan(0.3);
    expect(watch.delay().p50).toBeLessThan(0.3);
  });
});
