// Each stage of a backup alone, on one tree: walk, cut, hash, compress, transport, store, offer. (A restore alone: the end-to-end table.)
//   node dist/bench/stages/all.js TREE
// One thread each, so that rates are per core; wall and CPU seconds of this process.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as grpc from '@grpc/grpc-js';
import { scan } from '../../agent/scan/scan.js';
import { openPki } from '../../server/pki/index.js';
import { initRepository, openRepository, type PackRepository } from '../../server/repository/index.js';
import { createInjectedServer } from '../../server/rpc/grpc-server.js';
import { TlsListener } from '../../server/rpc/tls-listener.js';
import { createCutter } from '../../shared/chunking/fastcdc-wasm.js';
import { DEFAULT_CHUNKING } from '../../shared/chunking/params.js';
import { AUTO_LEVEL } from '../../shared/codec/codec.js';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { blake3 } from '../../shared/hash/hash.js';
import { openConnection } from '../../shared/rpc/client.js';
import { contract } from '../../shared/rpc/proto.js';
import { systemClock } from '../../shared/time/clock.js';

const SAMPLE_BYTES = 256 << 20;
const FRAME_BYTES = 1 << 20;
const OFFER_IDS = 2048;
const TRANSPORT_FRAMES = 512;
const IN_FLIGHT = 16;

const tree = path.resolve(process.argv[2] ?? '.');
const work = process.argv[2] === '--serve-transport' ? '' : mkdtempSync(path.join(os.tmpdir(), 'farvault-stages-'));
const rows: string[][] = [];

async function stage(name: string, body: () => Promise<{ amount: number; unit: string; note: string }>): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const { amount, unit, note } = await body();
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  rows.push([name, `${Math.round(amount / seconds).toLocaleString('en-US')} ${unit}/s`, seconds.toFixed(2), ((used.user + used.system) / 1e6).toFixed(2), note]);
}

/** Up to SAMPLE_BYTES of the tree's files, one behind the other, and where each begins. */
function sample(): { bytes: Buffer; files: number[] } {
  const bytes = Buffer.alloc(SAMPLE_BYTES);
  const files: number[] = [];
  let filled = 0;
  const visit = (dir: string): void => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (filled === bytes.length) return;
      const name = path.join(dir, entry.name);
      if (entry.isDirectory()) visit(name);
      else if (entry.isFile()) {
        files.push(filled);
        const fd = openSync(name, 'r');
        for (let got = -1; got !== 0; filled += got) got = filled === bytes.length ? 0 : readSync(fd, bytes, filled, bytes.length - filled, null);
        closeSync(fd);
      }
    }
  };
  visit(tree);
  return { bytes: bytes.subarray(0, filled), files };
}

async function walk(): Promise<void> {
  await stage('walk', async () => {
    let entries = 0;
    const options = { roots: [Buffer.from(tree)], excludes: [], images: [], oneFileSystem: false, maxSizeBytes: 0, includeCachedirTagged: true, never: [], mappings: [], parent: null };
    for await (const batch of scan(options, new AbortController().signal)) for (const _item of batch.items()) entries++;
    return { amount: entries, unit: 'entries', note: 'first scan: attributes and owners read' };
  });
}

/** Cuts, hashes and compresses the sample; gives the ids and the frames for the stages behind. */
async function data(): Promise<{ ids: Buffer; frames: { codec: number; plainBytes: number; ids: Buffer; lengths: Uint32Array; payload: Buffer }[] }> {
  const { bytes, files } = sample();
  const cutter = createCutter({ params: DEFAULT_CHUNKING, dataBytes: 64 << 20 });
  const memory = Buffer.from(cutter.memory.buffer);
  const cuts: number[] = [];
  await stage('cut', async () => {
    for (const [index, from] of files.entries()) {
      const end = files[index + 1] ?? bytes.length;
      for (let at = from; at < end; ) {
        const part = bytes.subarray(at, Math.min(end, at + (64 << 20)));
        part.copy(memory, cutter.dataStart);
        let start = cutter.dataStart;
        while (start < cutter.dataStart + part.length) {
          start = cutter.cut(start, cutter.dataStart + part.length, true);
          cuts.push(at + start - cutter.dataStart);
        }
        at += part.length;
      }
    }
    return { amount: bytes.length / 1e6, unit: 'MB', note: `${cuts.length.toLocaleString('en-US')} chunks of ${files.length.toLocaleString('en-US')} files` };
  });
  const ids = Buffer.alloc(cuts.length * 32);
  await stage('hash', async () => {
    let from = 0;
    for (const [index, to] of cuts.entries()) {
      blake3(bytes.subarray(from, to)).copy(ids, index * 32);
      from = to;
    }
    return { amount: bytes.length / 1e6, unit: 'MB', note: 'BLAKE3 of each chunk' };
  });
  const frames: Awaited<ReturnType<typeof data>>['frames'] = [];
  await stage('compress', async () => {
    const encoder = new FrameEncoder();
    let stored = 0;
    for (let index = 0, from = 0; index < cuts.length; ) {
      const first = index;
      const start = from;
      while (index < cuts.length && (index === first || cuts[index] - start <= FRAME_BYTES)) from = cuts[index++]!;
      const { codec, payload } = encoder.encode(bytes.subarray(start, from), { codec: 'auto', level: AUTO_LEVEL });
      stored += payload.length;
      const lengths = Uint32Array.from({ length: index - first }, (_, i) => cuts[first + i] - (first + i === 0 ? 0 : cuts[first + i - 1]));
      frames.push({ codec, plainBytes: from - start, ids: ids.subarray(first * 32, index * 32), lengths, payload: Buffer.from(payload) });
    }
    return { amount: bytes.length / 1e6, unit: 'MB', note: `ratio ${(bytes.length / stored).toFixed(2)}; decoded again and compared` };
  });
  return { ids, frames };
}

async function store(frames: Awaited<ReturnType<typeof data>>['frames'], ids: Buffer): Promise<void> {
  const dataDir = path.join(work, 'repository');
  await initRepository(dataDir, { vfs: realFs, nowMs: systemClock.now() });
  const repository: PackRepository = await openRepository({ dataDir, reducers: [], views: [], log: () => undefined, onFailed: (error) => { throw error; } });
  await stage('store', async () => {
    const waiting = new Set<Promise<unknown>>();
    let bytes = 0;
    for (const frame of frames) {
      bytes += frame.payload.length;
      const done = repository.appendFrame({ ...frame, holdsManifest: false }).finally(() => waiting.delete(done));
      waiting.add(done);
      if (waiting.size >= IN_FLIGHT) await Promise.race(waiting);
    }
    await Promise.all(waiting);
    return { amount: bytes / 1e6, unit: 'MB stored', note: 'packs and journal flushed, index filled' };
  });
  await stage('offer', async () => {
    let asked = 0;
    for (let at = 0; at < ids.length; at += OFFER_IDS * 32) asked += (await repository.locate(ids.subarray(at, at + OFFER_IDS * 32))).length;
    return { amount: asked, unit: 'ids', note: 'look-up in the chunk index' };
  });
  await repository.close();
}

/** The other end of `transport`, in a process of its own. */
async function serveTransport(dataDir: string): Promise<void> {
  const repositoryId = randomBytes(16).toString('hex');
  const pki = await openPki({ dataDir, repositoryId, hosts: ['127.0.0.1'], inUse: false, clock: systemClock });
  const server = createInjectedServer();
  const { Data } = contract();
  server.grpc.addService(Data.service, {
    Backup: (call: grpc.ServerDuplexStream<{ frame?: { seq: number } }, unknown>) => {
      call.on('data', (message) => message.frame?.seq === TRANSPORT_FRAMES && call.write({ ack: { seq: TRANSPORT_FRAMES } }));
      call.on('end', () => call.end());
    },
    Read: (call: { end(): void }) => call.end(),
  });
  const listener = new TlsListener({ pki, clock: systemClock, onConnection: (socket) => server.inject(socket), log: () => undefined });
  const { port } = await listener.listen({ host: '127.0.0.1', port: 0 });
  process.send!({ port, ca: pki.authority.pem, repositoryId });
  process.on('disconnect', () => process.exit(0));
}

async function transport(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ['--serve-transport', path.join(work, 'pki')]);
  const [{ port, ca, repositoryId }] = (await once(child, 'message')) as [{ port: number; ca: string; repositoryId: string }];
  const connection = openConnection(`127.0.0.1:${port}`, { ca, repositoryId });
  const payload = randomBytes(FRAME_BYTES);
  await stage('transport', async () => {
    const call = connection.data.backup();
    const answered = new Promise<void>((resolve, reject) => {
      call.on('data', () => resolve());
      call.on('error', reject);
    });
    for (let seq = 1; seq <= TRANSPORT_FRAMES; seq++) {
      if (!call.write({ frame: { seq, codec: 0, plainBytes: FRAME_BYTES, ids: Buffer.alloc(32), lengths: [FRAME_BYTES], payload } })) await once(call, 'drain');
    }
    await answered;
    call.end();
    return { amount: (TRANSPORT_FRAMES * FRAME_BYTES) / 1e6, unit: 'MB', note: 'gRPC and TLS 1.3 over loopback; CPU of the sending side' };
  });
  connection.close();
  child.disconnect();
}

async function all(): Promise<void> {
  try {
    await walk();
    const { ids, frames } = await data();
    await transport();
    await store(frames, ids);
    console.log(`\nStages alone, on ${tree}; ${os.cpus()[0]?.model ?? ''}, Node ${process.versions.node}\n\n| stage | rate | wall s | CPU s | |\n|---|---|---|---|---|`);
    for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--serve-transport') await serveTransport(process.argv[3]);
else {
  await all();
  process.exit(0);
}
