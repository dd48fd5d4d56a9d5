// `npm run bench:rebuild`: a store of a million chunks loses its index (G16). `backupd rebuild` makes it anew; it must give the same answers.
//   --chunks N (1,000,000)  --chunk-bytes N (200)  --pack-mib N (8)  --dir DIR (a new folder in the system's temporary one, removed at the end)
import { spawnSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { realFs } from '../../shared/fs/real-fs.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import { createLogger } from '../../shared/service/log.js';
import { systemClock } from '../../shared/time/clock.js';
import { initRepository, openRepository, type PackRepository, type VerifiedFrame } from '../../server/repository/index.js';
import { createServerState } from '../../server/state.js';

const FRAME_CHUNKS = 512;
const IN_FLIGHT = 64;
const LIMIT_SECONDS = 60;

const { values } = parseArgs({ options: { chunks: { type: 'string', default: '1000000' }, 'chunk-bytes': { type: 'string', default: '200' }, 'pack-mib': { type: 'string', default: '8' }, dir: { type: 'string' } } });
const chunks = Number(values.chunks);
const chunkBytes = Number(values['chunk-bytes']);
const dir = values.dir ?? mkdtempSync(path.join(tmpdir(), 'farvault-rebuild-'));

function open(): Promise<PackRepository> {
  return openRepository({
    dataDir: dir,
    ...createServerState(createLogger('bench'), systemClock).options,
    packBytes: Number(values['pack-mib']) << 20,
    minFreeBytes: 0,
    log: (message) => console.log(message),
    onFailed: (error) => {
      throw error;
    },
  });
}

function frameOf(count: number): VerifiedFrame {
  const payload = randomFillSync(Buffer.allocUnsafe(count * chunkBytes));
  const ids = Buffer.allocUnsafe(count * ID_BYTES);
  for (let i = 0; i < count; i++) blake3(payload.subarray(i * chunkBytes, (i + 1) * chunkBytes)).copy(ids, i * ID_BYTES);
  return { codec: 0, plainBytes: payload.length, ids, lengths: new Uint32Array(count).fill(chunkBytes), payload, holdsManifest: false };
}

/** A hash over every id with its place. */
async function answers(): Promise<{ hash: string; count: number; seconds: number }> {
  const repository = await open();
  const begun = performance.now();
  const hash = createHash('sha256');
  let count = 0;
  for await (const { ids, places } of repository.places(new AbortController().signal)) {
    hash.update(ids);
    for (const { pack, frameOffset, offsetInFrame, length } of places) hash.update(`${pack} ${frameOffset} ${offsetInFrame} ${length}\n`);
    count += places.length;
  }
  const seconds = (performance.now() - begun) / 1_000;
  await repository.close();
  return { hash: hash.digest('hex'), count, seconds };
}

await initRepository(dir, { vfs: realFs, nowMs: systemClock.now() });
const repository = await open();
for (let made = 0; made < chunks; ) {
  const frames: Promise<unknown>[] = [];
  for (; frames.length < IN_FLIGHT && made < chunks; made += FRAME_CHUNKS) frames.push(repository.appendFrame(frameOf(Math.min(FRAME_CHUNKS, chunks - made))));
  await Promise.all(frames);
}
const packs = repository.packFacts().length;
await repository.close();
const before = await answers();
rmSync(path.join(dir, 'index'), { recursive: true });
const begun = performance.now();
const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('../../server/main.js', import.meta.url)), 'rebuild', '--data-dir', dir], { stdio: 'inherit' });
const seconds = (performance.now() - begun) / 1_000;
if (status !== 0 || !existsSync(path.join(dir, 'index'))) throw new Error('the rebuild failed');
const after = await answers();
console.log(`${before.count} chunks in ${packs} packs (${readdirSync(path.join(dir, 'packs')).length} files): rebuilt in ${seconds.toFixed(1)} s; all places read in ${after.seconds.toFixed(1)} s; answers ${before.hash === after.hash ? 'the same' : 'DIFFER'}`);
if (values.dir === undefined) rmSync(dir, { recursive: true });
if (before.hash !== after.hash || before.count !== after.count || seconds > LIMIT_SECONDS) process.exitCode = 1;
