// Fetches a release archive into a file, within the rate that holds now, going on where an earlier attempt ended. What the signed metadata says of it decides:
// not a byte more is taken than its length, and only bytes with its SHA-256 are kept.
import { open, stat, unlink, type FileHandle } from 'node:fs/promises';
import { FarvaultError, isFarvaultError, systemCode } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { ioError } from '../../shared/fs/io-errors.js';
import type { ReleaseTarget } from '../../shared/release/types.js';
import type { Clock } from '../../shared/time/clock.js';
import { RateLimit, type Rate } from '../backup/rate-limit.js';
import type { UpdateSource } from './source.js';
import { sha256Of } from './unpack.js';

/** What is asked for at once: half a second's worth under a limit, so that nothing runs far ahead of it on the line. */
const PIECE_BYTES = 4 << 20;
const LEAST_PIECE_BYTES = 16 << 10;
const PIECE_SECONDS = 0.5;
/** The rate may be another by then. */
const LONGEST_WAIT_MS = 1_000;

export interface DownloadInputs {
  target: Pick<ReleaseTarget, 'sha256' | 'bytes' | 'path'>;
  file: string;
  source: UpdateSource;
  rate: Rate;
  clock: Clock;
  /** Called with each part that is written. */
  progress(bytesDone: number): void;
  signal: AbortSignal;
}

/** Resolves when the file is whole, flushed and verified. CORRUPT: it was not what is signed, and is removed; UNAVAILABLE, DEADLINE: to be gone on with later. */
export async function download(inputs: DownloadInputs): Promise<void> {
  const { target, file, signal } = inputs;
  if ((await sizeOf(file)) > target.bytes) await unlink(file);
  const handle = await open(file, 'a', 0o600).catch((error: unknown) => {
    throw ioError('making', file, error);
  });
  try {
    failpoint('agent.update.part.begin');
    await fetchRest(inputs, handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
  failpoint('agent.update.part.whole');
  if ((await sha256Of(file, signal)) !== target.sha256) throw await notAsSigned(inputs, 'has another SHA-256 than the signed one');
  failpoint('agent.update.part.verified');
}

/** 0: there is none. */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw ioError('looking at', file, error);
  }
}

async function fetchRest(inputs: DownloadInputs, handle: FileHandle): Promise<void> {
  const { target, file, source, rate, clock, signal } = inputs;
  const limit = new RateLimit(rate, clock);
  let at = (await handle.stat()).size;
  inputs.progress(at);
  while (at < target.bytes) {
    await mayGo(limit, clock, signal);
    const before = at;
    // One byte more than there should be shows a stream that does not end.
    const piece = Math.min(pieceBytes(limit.current), target.bytes - at + 1);
    try {
      for await (const part of source.read(target.sha256, at, piece, signal)) {
        limit.take(part.length);
        at += part.length;
        if (at > target.bytes) throw await notAsSigned(inputs, `goes on after the ${target.bytes} bytes that it should have`);
        await append(handle, file, part);
        failpoint('agent.update.part.grown');
        inputs.progress(at);
      }
    } catch (error) {
      // A slow line: what has come is kept, and the next request goes on behind it.
      if (!isFarvaultError(error, 'DEADLINE') || at === before) throw error;
    }
    if (at === before) throw new FarvaultError('UNAVAILABLE', `the server gives no more of ${target.path} than ${at} of ${target.bytes} bytes`);
  }
}

function pieceBytes(bytesPerSecond: number): number {
  return bytesPerSecond === 0 ? PIECE_BYTES : Math.min(PIECE_BYTES, Math.max(LEAST_PIECE_BYTES, Math.floor(bytesPerSecond * PIECE_SECONDS)));
}

async function mayGo(limit: RateLimit, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let delayMs = limit.delayMs(); delayMs > 0; delayMs = limit.delayMs()) await clock.sleep(Math.min(delayMs, LONGEST_WAIT_MS), signal);
  signal.throwIfAborted();
}

async function append(handle: FileHandle, file: string, part: Buffer): Promise<void> {
  try {
    await handle.appendFile(part);
  } catch (error) {
    throw ioError('writing', file, error);
  }
}

async function notAsSigned({ target, file }: DownloadInputs, what: string): Promise<FarvaultError> {
  await unlink(file);
  return new FarvaultError('CORRUPT', `${target.path} as the server gave it ${what}`);
}
