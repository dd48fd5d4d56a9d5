// Garbage at the real port (F57): bytes that are no TLS, TLS that is no HTTP/2, HTTP/2 that is no gRPC, messages that are no protobuf, floods of tiny ones. An
// honest agent works meanwhile: the server's memory stays bounded and it goes on answering.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { seeded } from '../support/random.js';
import { LONG, SEED } from './settings.js';

const MIB = 1 << 20;
const MEMORY_MAX_BYTES = 512 * MIB;
/** The longest that an honest question waited. A loaded test machine takes part of it. */
const ANSWER_MAX_MS = 3_000;
const ATTACKS = LONG ? 3_000 : 104;

interface Identity {
  ca: string;
  certificate: string;
  key: string;
}

let dir: string;
let cluster: Cluster;
let agent: Identity;
const random = seeded(SEED);

const noise = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, () => random.between(0, 256)));

function memory(pid: number): { now: number; peak: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)![1]) * 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Until the other side ends it, or a second. */
async function played(socket: net.Socket | tls.TLSSocket, play: () => void): Promise<void> {
  const over = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => undefined);
  play();
  await Promise.race([over, wait(1_000)]);
  socket.destroy();
}

const [host, port] = ['127.0.0.1', (): number => Number(cluster.address.split(':')[1])];
const secure = (withCertificate: boolean): tls.TLSSocket =>
  tls.connect({ host, port: port(), ca: agent.ca, ALPNProtocols: ['h2'], checkServerIdentity: () => undefined, ...(withCertificate ? { cert: agent.certificate, key: agent.key } : {}) });

/** One call with these bytes as its body. */
async function call(method: string, body: (stream: http2.ClientHttp2Stream) => void | Promise<void>): Promise<void> {
  const session = http2.connect(`https://${host}:${port()}`, { ca: agent.ca, cert: agent.certificate, key: agent.key, checkServerIdentity: () => undefined });
  session.on('error', () => undefined);
  try {
    const stream = session.request({ ':method': 'POST', ':path': method, 'content-type': 'application/grpc', te: 'trailers' });
    stream.on('error', () => undefined);
    stream.on('data', () => undefined);
    const over = new Promise<void>((resolve) => stream.on('close', () => resolve()));
    await body(stream);
    await Promise.race([over, wait(1_000)]);
  } finally {
    session.destroy();
  }
}

function message(body: Buffer, length = body.length, flag = 0): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, body]);
}

const METHODS = ['/farvault.v1.Data/Backup', '/farvault.v1.Data/Read', '/farvault.v1.Agent/Control', '/farvault.v1.Agent/Enrol', '/farvault.v1.Admin/ListJobs', '/no.such/Method'];
const anyMethod = (): string => METHODS[random.between(0, METHODS.length)];

const ATTACK: (() => Promise<void>)[] = [
  () => { const socket = net.connect(port(), host); return played(socket, () => socket.write(noise(random.between(1, 4000)))); },
  () => { const socket = net.connect(port(), host); return played(socket, () => undefined); },
  () => { const socket = secure(true); return played(socket, () => socket.on('secureConnect', () => socket.write(noise(4000)))); },
  () => { const socket = secure(false); return played(socket, () => socket.on('secureConnect', () => socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'))); },
  () => call(anyMethod(), (stream) => void stream.end(message(noise(random.between(0, 2000))))),
  () => call(anyMethod(), (stream) => void stream.end(noise(random.between(0, 2000)))),
  () => call(anyMethod(), (stream) => void stream.end(message(noise(10), 0xffffffff))),
  () => call(anyMethod(), (stream) => void stream.end(message(noise(100), 100, 1))),
  () => call(anyMethod(), (stream) => void stream.end(message(Buffer.alloc(2 * MIB)))),
  // Groups nested without end, and lengths that lie.
  () => call(anyMethod(), (stream) => void stream.end(message(Buffer.alloc(100_000, 0x0b)))),
  () => call(anyMethod(), (stream) => void stream.end(message(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])))),
  () => call(anyMethod(), async (stream) => {
    const tiny = Buffer.concat(Array.from({ length: 2000 }, () => message(Buffer.alloc(0))));
    for (let n = 0; n < (LONG ? 50 : 5) && !stream.destroyed; n++) { stream.write(tiny); await wait(1); }
    stream.end();
  }),
  // Opened and reset, over and over.
  async () => {
    const session = http2.connect(`https://${host}:${port()}`, { ca: agent.ca, cert: agent.certificate, key: agent.key, checkServerIdentity: () => undefined });
    session.on('error', () => undefined);
    for (let n = 0; n < 300 && !session.destroyed; n++) {
      const stream = session.request({ ':method': 'POST', ':path': anyMethod(), 'content-type': 'application/grpc' });
      stream.on('error', () => undefined);
      stream.close(http2.constants.NGHTTP2_CANCEL);
      if (n % 50 === 0) await wait(1);
    }
    session.destroy();
  },
];

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-hostile-'));
  cluster = new Cluster(path.join(dir, 'farvault'));
  mkdirSync(path.join(dir, 'tree'));
  for (let i = 0; i < 20; i++) writeFileSync(path.join(dir, 'tree', `f${i}`), noise(50_000));
  await cluster.startServer();
  await cluster.addAgent('honest', 'office');
  const hostile = await cluster.addAgent('hostile', 'other');
  await hostile.daemon!.stop();
  agent = JSON.parse(readFileSync(path.join(hostile.dataDir, 'identity.json'), 'utf8')) as Identity;
  await cluster.ok(['job', 'create', 'docs', '--agent', 'honest', '--path', path.join(dir, 'tree'), '--snapshot', 'none']);
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

it(`lives through ${ATTACKS} attacks, and an honest agent backs up meanwhile`, { timeout: ATTACKS * 5_000 }, async () => {
  const pid = cluster.server!.pid;
  let longestMs = 0;
  let over = false;
  let asked = 0;
  const honest = (async (): Promise<void> => {
    while (!over) {
      const from = performance.now();
      await cluster.admin.runs();
      longestMs = Math.max(longestMs, performance.now() - from);
      asked++;
      await wait(100);
    }
  })();
  const runs = (async (): Promise<string[]> => {
    const states: string[] = [];
    while (!over) states.push((await cluster.backUp('docs')).state);
    return states;
  })();
  for (let n = 0; n < ATTACKS; n += 8) await Promise.all(Array.from({ length: 8 }, (_, i) => ATTACK[(n + i) % ATTACK.length]().catch(() => undefined)));
  over = true;
  await honest;
  const states = await runs;
  const { peak } = memory(pid);
  console.log(`hostile suite: ${ATTACKS} attacks; ${states.length} honest runs, ${asked} questions, the slowest ${Math.round(longestMs)} ms; server peak ${Math.round(peak / MIB)} MiB`);
  expect(cluster.server!.running).toBe(true);
  expect(states.length).toBeGreaterThan(0);
  expect(new Set(states)).toEqual(new Set(['succeeded']));
  expect(longestMs).toBeLessThan(ANSWER_MAX_MS);
  expect(peak).toBeLessThan(MEMORY_MAX_BYTES);
});
