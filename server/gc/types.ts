// What garbage collection consumes of its neighbours, each as small as it is used.

/** A snapshot and the id (hexadecimal) of its manifest's root chunk. */
export interface Root {
  id: string;
  rootId: string;
}

/** Reads chunks of manifests. MISSING, CORRUPT or IO when one cannot be had. */
export interface ManifestSource {
  readOne(id: Buffer): Promise<Buffer>;
  read(ids: Buffer, signal: AbortSignal): AsyncIterable<Buffer>;
}

/** Stored bytes are of packs; where only a part of one is meant, they are estimated by the share of its plain bytes. */
export interface GcFigures {
  chunksLive: number;
  chunksDead: number;
  bytesStored: number;
  /** Less than before, when it is done. */
  bytesFreed: number;
  bytesCopied: number;
  packs: number;
  packsDropped: number;
  packsCompacted: number;
  /** Dead, and not worth a rewrite. */
  bytesWaste: number;
  /** Dead, and in packs that cannot go yet. */
  bytesWaiting: number;
  waitsFor: string[];
}
