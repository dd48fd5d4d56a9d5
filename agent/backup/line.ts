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

export function shapeFor(bytesPerSecond: number): FrameShape {
  return bytesPerSecond > 0 && bytesPerSecond < SLOW_BYTES_PER_SECOND ? SLOW : FAST;
}

export class LineMeter {
  private lastMs: number;
  private lastBytes = 0;
  private idled = false;
  private shape: FrameShape;

  constructor(limitBytesPerSecond: number, nowMs: number) {
    this.lastMs = nowMs;
    this.shape = shapeFor(limitBytesPerSecond);
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
    const shape = shapeFor(Math.max(rate, 1));
    if (!judged || shape === this.shape) return null;
    this.shape = shape;
    return shape;
  }
}
