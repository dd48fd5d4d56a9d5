// What the server says to the process that copies, and what that says.
import type { ErrorCode } from '../../shared/errors/errors.js';

export interface CopyOrder {
  dataDir: string;
  folder: string;
  /** `prepare`: only makes the folder one for copies. */
  what: 'copy' | 'prepare';
  newDisk: boolean;
}

export interface CopySummary {
  position: number;
  packBytes: number;
  snapshots: number;
  /** Damaged places at the source. */
  lacks: number;
  damage: string;
}

/** One JSON object a line. */
export type CopyMessage =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'warning'; message: string }
  | { kind: 'done'; summary: CopySummary | null }
  | { kind: 'failed'; code: ErrorCode; message: string; remedy: string };
