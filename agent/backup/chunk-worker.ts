// Entry of a chunk worker thread: reads, cuts and hashes files into its slabs; once the server has said which chunks it wants, compresses those into frames.
// One loop, one thing at a time: answers first, since they free slabs; then reading, one slab at a time, so that messages get through.
import { parentPort, workerData } from 'node:worker_threads';
import { createCutter } from '../../shared/chunking/fastcdc-wasm.js';
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { createHasher } from '../../shared/hash/hash.js';
import { FrameGatherer } from './frame-gatherer.js';
import { ACTIVITY } from './held-back.js';
import type { FromWorker, ProveRequest, SlabAnswer, ToWorker, WorkerSettings } from './messages.js';
import { SlabPool } from './slabs.js';
import { TaskReader } from './task-reader.js';
import { STATE } from './states.js';

const port = parentPort!;
const settings = workerData as WorkerSettings;

/** A slab takes a frame's worth, and the beginning of a chunk that goes on in the next. */
const slabBytes = (1 << 20) + settings.maxBytes;
const { minBytes, averageBytes, maxBytes, activity } = settings;
const cutter = createCutter({ params: { minBytes, averageBytes, maxBytes }, dataBytes: settings.slabs * slabBytes });
const memory = Buffer.from(cutter.memory.buffer);
const slabs = new SlabPool(settings.slabs, slabBytes, cutter.dataStart);
const post = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const gatherer = new FrameGatherer({ codec: settings.codec, level: settings.level }, settings.frameBytes, post);
const reader = new TaskReader({ memory, slabs, cut: (start, end, isEnd) => cutter.cut(start, end, isEnd), maxChunkBytes: maxBytes, fixedBytes: settings.fixedBytes, activity, post });

const answers: SlabAnswer[] = [];
let answerAt = 0;
let flushing = false;
let wake: (() => void) | null = null;

port.on('message', (message: ToWorker) => {
  if (message.type === 'task') reader.push(message);
  else if (message.type === 'answer') answers.push(message);
  else if (message.type === 'prove') prove(message);
  else if (message.type === 'frameSent') gatherer.frameSent();
  else if (message.type === 'frameBack') gatherer.frameBack(message.buffer);
  else if (message.type === 'tune') gatherer.tune(message.frameBytes, message.level);
  else flushing = true;
  wake?.();
});

function prove({ seq, challenge, slabs: proven }: ProveRequest): void {
  const hasher = createHasher(Buffer.from(challenge));
  for (const { serial, states } of proven) {
    const slab = slabs.get(serial);
    for (let i = 0; i < states.length; i++) {
      if (states[i] !== STATE.prove) continue;
      const start = slab.start + slab.offsets[i];
      hasher.update(memory.subarray(start, start + slab.lengths[i]));
    }
  }
  post({ type: 'proof', seq, digest: new Uint8Array(hasher.digestBuffer()) });
}

/** True if an answer was worked off or a frame left; false if there is none, or frames must leave first. */
function applyAnswer(): boolean {
  const answer = answers[0];
  if (answer === undefined) return false;
  const slab = slabs.get(answer.serial);
  for (; answerAt < answer.states.length; answerAt++) {
    if (answer.states[answerAt] === STATE.wanted && !gatherer.add(memory, slab, answerAt)) return false;
  }
  answerAt = 0;
  answers.shift();
  slabs.release(slab);
  return true;
}

function flush(): boolean {
  if (!flushing || answers.length > 0 || !gatherer.flush()) return false;
  flushing = false;
  post({ type: 'flushed' });
  return true;
}

async function work(): Promise<never> {
  for (;;) {
    activity[0] = ACTIVITY.chunking;
    const worked = applyAnswer() || flush() || reader.step();
    if (!worked) activity[0] = ACTIVITY.idle;
    await new Promise<void>((resolve) => {
      if (worked) setImmediate(resolve);
      else wake = resolve;
    });
    wake = null;
  }
}

work().catch((error: unknown) => {
  const known = isFarvaultError(error) ? error : undefined;
  post({ type: 'fault', code: known?.code ?? 'INTERNAL', message: messageOf(error), remedy: known?.remedy ?? '' });
});
