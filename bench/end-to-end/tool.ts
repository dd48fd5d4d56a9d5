// A backup tool under measurement. Each method leaves the tool ready for the next.
import type { Cost } from './measure.js';

export interface Tool {
  name: string;
  /** A fresh repository; `live` is where the corpus will be mounted. */
  start(live: string): Promise<void>;
  backup(): Promise<Cost>;
  /** The newest backup into an empty directory. */
  restore(target: string): Promise<Cost>;
  /** Reads every byte that is stored, and compares. */
  verify?(): Promise<Cost>;
  /** Keeps the last snapshot, expires the rest, and makes the space free. */
  prune?(): Promise<Cost>;
  /** Where the tool keeps what it stores. */
  storeDir(): string;
  stop(): Promise<void>;
}

export type MakeTool = (work: string) => Tool;
