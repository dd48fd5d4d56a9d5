// One thread of the verify pool: a frame comes in, is decoded into memory that is used again, rehashed, and handed back.
import { parentPort } from 'node:worker_threads';
import { FarvaultError, messageOf, type ErrorCode } from '../../shared/errors/errors.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../shared/format/limits.js';
import { verifyFrame, type ReceivedFrame } from './verify-frame.js';

/** Main thread to worker. The memory of ids, lengths and payload moves with the message, and back with the verdict. */
export interface VerifyTask extends ReceivedFrame {
  task: number;
}

export interface VerifyVerdict extends VerifyTask {
  holdsManifest: boolean;
  fault: { code: ErrorCode; message: string; remedy: string | undefined } | null;
}

const scratch = Buffer.allocUnsafeSlow(MAX_FRAME_PLAIN_BYTES);

/** The distinct buffers under the views of a frame, to be moved and not copied. */
function memoryOf(frame: ReceivedFrame): ArrayBuffer[] {
  const buffers = new Set<ArrayBufferLike>([frame.payload.buffer, frame.ids.buffer, frame.lengths.buffer]);
  return [...buffers] as ArrayBuffer[];
}

parentPort?.on('message', (task: VerifyTask) => {
  const verdict: VerifyVerdict = { ...task, holdsManifest: false, fault: null };
  try {
    verdict.holdsManifest = verifyFrame(task, scratch).holdsManifest;
  } catch (error) {
    verdict.fault =
      error instanceof FarvaultError
        ? { code: error.code, message: error.message, remedy: error.remedy }
        : { code: 'INTERNAL', message: messageOf(error), remedy: undefined };
  }
  parentPort?.postMessage(verdict, memoryOf(task));
});
