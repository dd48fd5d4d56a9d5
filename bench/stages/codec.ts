// What each codec and level makes of real data, as the agent would frame it: content chunks of each file (or 64 KiB blocks of an image), each chunk
// once, gathered into frames of 1 MiB, compressed, decoded and compared.
//   node dist/bench/stages/codec.js DIRECTORY_OR_IMAGE [codec:level ...]
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createCutter } from '../../shared/chunking/fastcdc-wasm.js';
import { DEFAULT_CHUNKING, DEFAULT_FIXED_BYTES } from '../../shared/chunking/params.js';
import { isAllZero } from '../../shared/chunking/zero.js';
import type { CodecChoice, CodecName } from '../../shared/codec/codec.js';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { FRAME_TARGET_BYTES, MAX_FRAME_PLAIN_BYTES } from '../../shared/format/limits.js';
import { blake3 } from '../../shared/hash/hash.js';

const SLAB_BYTES = 8 << 20;
const cutter = createCutter({ params: DEFAULT_CHUNKING, dataBytes: SLAB_BYTES });
const memory = Buffer.from(cutter.memory.buffer);

function* filesOf(root: string): Generator<string> {
  if (statSync(root).isFile()) {
    yield root;
    return;
  }
  const entries = readdirSync(root, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory()) yield* filesOf(path.join(root, entry.name));
    else if (entry.isFile()) yield path.join(root, entry.name);
  }
}

/** Views of the chunks of one file, borrowed until the next. */
function* chunksOf(file: string, image: boolean): Generator<Buffer> {
  const descriptor = openSync(file, 'r');
  const base = cutter.dataStart;
  let filled = 0;
  for (;;) {
    const got = readSync(descriptor, memory, base + filled, SLAB_BYTES - filled, null);
    const isEnd = got === 0;
    const end = base + filled + got;
    let start = base;
    for (let next; start < end; start = next) {
      next = image ? Math.min(start + DEFAULT_FIXED_BYTES, end) : cutter.cut(start, end, isEnd);
      if (next === 0) break;
      yield memory.subarray(start, next);
    }
    memory.copyWithin(base, start, end);
    filled = end - start;
    if (isEnd) break;
  }
  closeSync(descriptor);
}

function* framesOf(root: string, image: boolean): Generator<Buffer> {
  const plain = Buffer.alloc(MAX_FRAME_PLAIN_BYTES);
  const seen = new Set<string>();
  let filled = 0;
  for (const file of filesOf(root)) {
    for (const chunk of chunksOf(file, image)) {
      if (isAllZero(chunk)) continue;
      const id = blake3(chunk).toString('latin1');
      if (seen.has(id)) continue;
      seen.add(id);
      filled += chunk.copy(plain, filled);
      if (filled < FRAME_TARGET_BYTES) continue;
      yield plain.subarray(0, filled);
      filled = 0;
    }
  }
  if (filled > 0) yield plain.subarray(0, filled);
}

interface Sums {
  choice: CodecChoice;
  payload: number;
  raw: number;
  ms: number;
}

const [root, ...names] = process.argv.slice(2);
if (root === undefined) throw new Error('usage: codec.js DIRECTORY_OR_IMAGE [codec:level ...]');
const choices = (names.length > 0 ? names : ['auto:1', 'auto:2', 'auto:3', 'auto:4', 'lz4:0']).map((name): Sums => {
  const [codec, level] = name.split(':');
  return { choice: { codec: codec as CodecName, level: Number(level) }, payload: 0, raw: 0, ms: 0 };
});
const encoder = new FrameEncoder();
let plainBytes = 0;
for (const plain of framesOf(root, root.endsWith('.img'))) {
  plainBytes += plain.length;
  for (const sums of choices) {
    const before = process.cpuUsage();
    const { codec, payload } = encoder.encode(plain, sums.choice);
    const used = process.cpuUsage(before);
    sums.ms += (used.user + used.system) / 1000;
    sums.payload += payload.length;
    if (codec === 0) sums.raw += plain.length;
  }
}
for (const { choice, payload, raw, ms } of choices) {
  const rate = plainBytes / ms / 1000;
  console.log(`${choice.codec}:${choice.level}  ${(plainBytes / 1e6).toFixed(1)} MB -> ${(payload / 1e6).toFixed(1)} MB (raw ${(raw / 1e6).toFixed(1)})  CPU ${(ms / 1000).toFixed(2)} s, ${rate.toFixed(0)} MB/s with decode and compare`);
}
