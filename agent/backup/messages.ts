// What the main thread and a chunk worker say to each other. One message a slab or task, never one a file or chunk; arrays are transferred or copied once.

/** Numbers a file in `FilesTask.expected`: size, mtime (seconds, nanoseconds), ctime (likewise), inode (low, high 32 bits). */
export const EXPECTED_FIELDS = 7;

/** numbers a file in `TaskDone.files`: number of its first chunk in the task, chunks, FILE_STATE. */
export const FILE_FIELDS = 3;
export const FILE_STATE = { stored: 0, inconsistent: 1, skipped: 2 } as const;

/** numbers a hole in `TaskDone.holes`: file, number of the chunk in the task that it comes before, bytes. */
export const HOLE_FIELDS = 3;

/** Read these files one after the other. With `range`: that part of the only file, cut at fixed offsets. */
export interface FilesTask {
  type: 'task';
  task: number;
  /** Paths to open, concatenated; path i ends at `pathEnds[i]`. */
  paths: Uint8Array;
  pathEnds: Uint32Array;
  expected: Float64Array;
  range: { from: number; to: number } | null;
}

/** Wanted (0) or held (1), a byte for each chunk of the slab: its bytes are sent and let go. */
export interface SlabAnswer {
  type: 'answer';
  serial: number;
  states: Uint8Array;
}

/** Keyed BLAKE3 over the chunks of state 2 of these slabs, in order. */
export interface ProveRequest {
  type: 'prove';
  seq: number;
  challenge: Uint8Array;
  slabs: { serial: number; states: Uint8Array }[];
}

export type ToWorker =
  | FilesTask
  | SlabAnswer
  | ProveRequest
  /** A frame has left for the wire: one more may be made. */
  | { type: 'frameSent' }
  /** The payload's memory, back for use. */
  | { type: 'frameBack'; buffer: ArrayBuffer }
  | { type: 'tune'; frameBytes: number; level: number }
  /** Answered with `flushed` once every frame has been posted. Sent when nothing is left to answer. */
  | { type: 'flush' };

/** Chunks that lie in worker memory until the answer comes. */
export interface SlabFilled {
  type: 'slab';
  serial: number;
  task: number;
  /** 32 bytes each, at offset 0 of their buffer. */
  ids: Uint8Array;
  lengths: Uint32Array;
}

export interface FileChange {
  file: number;
  size: number;
  mtimeSec: number;
  mtimeNsec: number;
  ctimeSec: number;
  ctimeNsec: number;
  inode: bigint;
}

export interface FileProblem {
  file: number;
  code: string;
  message: string;
}

/** Comes after the task's last slab. Chunks that no file names were read in vain: the file was read again. */
export interface TaskDone {
  type: 'done';
  task: number;
  files: Uint32Array;
  holes: number[];
  /** Files whose status differs from what the scan saw: what was stored instead. */
  changes: FileChange[];
  problems: FileProblem[];
  bytesRead: number;
}

export interface FrameMade {
  type: 'frame';
  codec: number;
  plainBytes: number;
  ids: Uint8Array;
  lengths: number[];
  /** The payload is the first `payloadBytes` of the buffer. */
  buffer: ArrayBuffer;
  payloadBytes: number;
  /** Pairs: slab serial, chunks of it in this frame. */
  slabs: number[];
}

export type FromWorker =
  | SlabFilled
  | TaskDone
  | FrameMade
  | { type: 'proof'; seq: number; digest: Uint8Array }
  | { type: 'flushed' }
  | { type: 'fault'; code: string; message: string; remedy: string };

export interface WorkerSettings {
  minBytes: number;
  averageBytes: number;
  maxBytes: number;
  fixedBytes: number;
  slabs: number;
  codec: 'auto' | 'zstd' | 'lz4' | 'raw';
  frameBytes: number;
  level: number;
  /** One word of shared memory: ACTIVITY, for whoever asks what holds the run back. */
  activity: Int32Array;
}
