// The repository as the other domains of the server see it: frames and snapshots in packs, state in the journal, views of both.

/** Where a chunk lies. */
export interface Place {
  pack: number;
  /** Offset of the frame's record in the pack. */
  frameOffset: number;
  /** Offset of the chunk in the plain frame, and its plain length, bytes. */
  offsetInFrame: number;
  length: number;
}

/** A frame whose every chunk has been decoded and rehashed by the caller. `ids` is 32 bytes a chunk. */
export interface VerifiedFrame {
  codec: number;
  plainBytes: number;
  ids: Buffer;
  lengths: Uint32Array;
  payload: Buffer;
  holdsManifest: boolean;
}

export interface StoredFrame extends VerifiedFrame {
  pack: number;
  frameOffset: number;
}

export interface JournalBody {
  kind: string;
  [field: string]: unknown;
}

export interface JournalRecord {
  number: number;
  epoch: number;
  timeMs: number;
  body: JournalBody;
}

/** In-memory state that follows from the journal. `apply` is called once for each record, in order; it must not throw for a record that `append` accepted. */
export interface StateReducer {
  name: string;
  apply(record: JournalRecord): void;
  /** The state as JSON, for a checkpoint; `load` takes it back. */
  save(): unknown;
  load(saved: unknown): void;
  /** Set by a reducer whose records came with a later version: a checkpoint without its state was written before any such record, so it starts empty. */
  mayBeAbsent?: true;
  /** Set by the one that keeps the snapshots: the ids of those that there were in a saved state. What the packs hold of others before it is not taken for lost by a rebuild. */
  snapshotsIn?(saved: unknown): ReadonlySet<string>;
}

/** A view on disk, with the journal position that it has reached. Values carry checksums; a damaged one reads as an error that starts a rebuild. */
export interface ViewBatch {
  put(key: Buffer, value: Buffer): void;
  delete(key: Buffer): void;
}

export interface ViewStore {
  get(key: Buffer): Promise<Buffer | undefined>;
  getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]>;
  iterate(range: { gte?: Buffer; lt?: Buffer; reverse?: boolean; limit?: number }): AsyncIterable<[Buffer, Buffer]>;
  /** Unflushed: a view may lag after a crash, and is caught up from the journal. */
  write(fill: (batch: ViewBatch) => void): Promise<void>;
}

/** Follows the journal into a ViewStore; catches up at start from the position that the view has reached. */
export interface ViewFollower {
  name: string;
  /** Called for each record after the view's position, in order; at start, too. */
  apply(record: JournalRecord, view: ViewStore): Promise<void>;
  /** Called when the view has been opened. CORRUPT: each value verifies, but the whole cannot be right; the view is made anew. */
  check?(view: ViewStore): Promise<void>;
}

export interface SnapshotRecord {
  /** 32 hexadecimal digits, random. */
  id: string;
  officeId: string;
  agentId: string;
  jobId: string;
  jobName: string;
  agentName: string;
  officeName: string;
  runId: string;
  parentId: string | null;
  /** The server's clock, at commit. */
  timeMs: number;
  /** The steady clock's, where the server's was more than an hour behind it: set back, or wrong since a start. */
  steadyMs?: number;
  /** Hex id and plain length of the manifest root chunk. */
  rootId: string;
  rootBytes: number;
  paths: string[];
  partial: boolean;
  counters: Record<string, number>;
  /** Set by the catalog: after the journal was lost, only the packs told of it. */
  recovered?: true;
}

export interface PackFacts {
  pack: number;
  /** Durable and journalled. */
  bytes: number;
  sealed: boolean;
  /** Of all its frames, whatever has become of each chunk. Of packs that a checkpoint of version 0.1 told of, only once `checkPacks` has been through. */
  chunks: number;
  plainBytes: number;
}

/** What is to be kept of a pack that is compacted. Asked again just before the pack goes: what has come alive meanwhile is copied, too. */
export interface Wanted {
  /** Grows with every chunk that comes alive. While it stands still, nobody has to be asked again. */
  readonly changes: number;
  /** The chunk whose id stands at `at`. */
  isLive(ids: Buffer, at: number): boolean;
  hasSnapshot(id: string): boolean;
}

/** What garbage collection needs of the repository. Nothing else removes packs. */
export interface PackKeeping {
  /** In order of their numbers. */
  packFacts(): PackFacts[];
  /** Of each frame of the pack: where it lies, and all its plain bytes. */
  frameSizes(pack: number): Promise<{ frameOffset: number; plainBytes: number }[]>;
  /** Ends the pack that is written, so that it may be compacted. Resolves when that is journalled. */
  sealOpenPack(): Promise<void>;
  /** Every chunk with its place, by the index, in the order of ids, some thousand at a time. What is added meanwhile may come or not; what moves to another pack does come. */
  places(signal: AbortSignal): AsyncIterable<{ ids: Buffer; places: Place[] }>;
  /** Compares the folder of packs with the journal. MISSING, CORRUPT or IO when they disagree. */
  checkPacks(): Promise<void>;
  /** From now on `locate` does not tell of chunks at places for which `doomed` is true: they are on their way out. Null: nothing is. */
  setDoomed(doomed: ((ids: Buffer, at: number, place: Place) => boolean) | null): void;
  /**
   * Copies what is wanted of a sealed pack into the open one (verified, durable, journalled, indexed), then removes the pack: journalled first, and its file unlinked when
   * nobody reads it any more. With nothing wanted it takes no space but a journal record's. Whoever has looked up a place in it before gets MISSING from `readFrame`, and finds
   * the chunk elsewhere by looking it up anew. Any error leaves the pack, and every chunk held: CONFLICT when it holds a wanted chunk that is damaged and has not come again
   * yet, or is not sealed; CORRUPT when a wanted frame does not verify (quarantined then, as by any read); NO_SPACE when there is no room for the copies.
   * `pace` is awaited after each frame, with the bytes that were read.
   */
  compactPack(pack: number, wanted: Wanted, signal: AbortSignal, pace?: (bytes: number) => Promise<void>): Promise<{ copiedBytes: number; freedBytes: number }>;
}

export interface RepositoryHealth {
  /** False: no uploads are taken; reads go on. */
  writable: boolean;
  reason: string | null;
}

export interface Repository {
  readonly id: Buffer; // 16 bytes
  readonly dataDir: string;

  /** Resolves when the record is flushed and every reducer has seen it. Concurrent calls share one flush. */
  appendJournal(body: JournalBody): Promise<JournalRecord>;

  /** Resolves when the frame is durable: pack flushed, range journalled and flushed. The chunk index answers for its chunks from then on. */
  appendFrame(frame: VerifiedFrame): Promise<{ pack: number; storedBytes: number }>;

  /** For each 32-byte id of `ids`: its place, or null if it is not held (or is quarantined, or lies in a frame that cannot be read for now). */
  locate(ids: Buffer): Promise<(Place | null)[]>;

  /** For those who read: the places also of chunks in frames that could not be read the last time. */
  locateStored(ids: Buffer): Promise<(Place | null)[]>;

  /** Whether there are frames that could not be read the last time. */
  readonly someUnreadable: boolean;

  /** Reads and checks one stored frame. CORRUPT (and the frame quarantined) when it does not verify, twice; IO or MISSING when it cannot be read for now: nothing is journalled then. */
  readFrame(place: { pack: number; frameOffset: number }): Promise<StoredFrame>;

  /** Writes the snapshot's record to a pack, flushes, then journals `snapshot.committed` with it, flushes. */
  commitSnapshot(record: SnapshotRecord): Promise<JournalRecord>;

  /** Marks chunks as missing (journalled), so that the next backup sends them again. Of `ids` those that lie in the frame `at` still: one that has come again lies elsewhere, and stays. */
  quarantine(ids: Buffer, reason: string, at: { pack: number; frameOffset: number }): Promise<void>;

  health(): RepositoryHealth;
  usage(): { chunks: number; bytesStored: number; bytesUnique: number; diskFreeBytes: number; diskTotalBytes: number };

  close(): Promise<void>;
}
