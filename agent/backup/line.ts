// How fast the line is, from what becomes durable while there is something to send; and what frames suit it.
import { AUTO_LEVEL } from '../../shared/codec/codec.js';
import { FRAME_TARGET_BYTES } from '../../shared/format/limits.js';

const SLOW_BYTES_PER_SECOND = 1 << 20;
const WINDOW_MS = 2_000;

export interface FrameShape {
  frameBytes: number;
  level: number;
}

const FAST: FrameShape = { frameBytes: FRAME_TARGET_BYTES, level: AUTO_LEVEL };
/** Small frames are acknowledged sooner, and the processor has time. */
const SLOW: FrameShape = { frameBytes: 128 << 10, level: 9 };

/** Below such a limit a full frame would be a large part of a second. */
const LIMITED_BYTES_PER_SECOND = 4 << 20;
const LIMITED: FrameShape = { frameBytes: 256 << 10, level: AUTO_LEVEL };

export function shapeFor(bytesPerSecond: number, limitBytesPerSecond: number): FrameShape {
  if (bytesPerSecond > 0 && bytesPerSecond < SLOW_BYTES_PER_SECOND) return SLOW;
  return limitBytesPerSecond > 0 && limitBytesPerSecond < LIMITED_BYTES_PER_SECOND ? LIMITED : FAST;
}

export class LineMeter {
  private lastMs: number;
  private lastBytes = 0;
  private idled = false;
  private shape: FrameShape;

  /** `limit`: bytes a second now, 0: none. */
  constructor(
    private readonly limit: () => number,
    nowMs: number,
  ) {
    this.lastMs = nowMs;
    this.shape = shapeFor(limit(), limit());
  }

  get current(): FrameShape {
    return this.shape;
  }

  /** A new shape, or null to stay. Only a window in which there was always something to send says how fast the line is. */
  measure(nowMs: number, durableBytes: number, busy: boolean): FrameShape | null {
    if (!busy) this.idled = true;
    const elapsedMs = nowMs - this.lastMs;
    if (elapsedMs < WINDOW_MS) return null;
    const rate = ((durableBytes - this.lastBytes) * 1000) / elapsedMs;
    const judged = !this.idled;
    this.lastMs = nowMs;
    this.lastBytes = durableBytes;
    this.idled = false;
    const shape = shapeFor(Math.max(rate, 1), this.limit());
    if (!judged || shape === this.shape) return null;
    this.shape = shape;
    return shape;
  }
}
