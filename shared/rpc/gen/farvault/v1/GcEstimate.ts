// Generated from proto/farvault/v1/gc.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface GcEstimate {
  'chunksLive'?: (number | string | Long);
  'chunksDead'?: (number | string | Long);
  'bytesStored'?: (number | string | Long);
  'bytesFreed'?: (number | string | Long);
  'bytesCopied'?: (number | string | Long);
  'packs'?: (number);
  'packsDropped'?: (number);
  'packsCompacted'?: (number);
  /**
   * Stored bytes that nothing refers to and that stay, as they are not worth a rewrite or cannot go yet; and why not yet.
   */
  'bytesWaste'?: (number | string | Long);
  'bytesWaiting'?: (number | string | Long);
  'waitsFor'?: (string)[];
}

export interface GcEstimate__Output {
  'chunksLive': (number);
  'chunksDead': (number);
  'bytesStored': (number);
  'bytesFreed': (number);
  'bytesCopied': (number);
  'packs': (number);
  'packsDropped': (number);
  'packsCompacted': (number);
  /**
   * Stored bytes that nothing refers to and that stay, as they are not worth a rewrite or cannot go yet; and why not yet.
   */
  'bytesWaste': (number);
  'bytesWaiting': (number);
  'waitsFor': (string)[];
}
