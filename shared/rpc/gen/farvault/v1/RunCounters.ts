// Generated from proto/farvault/v1/data.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * Meaning of each field: docs/protocol.md, Counters.
 */
export interface RunCounters {
  'filesTotal'?: (number | string | Long);
  'filesNew'?: (number | string | Long);
  'filesChanged'?: (number | string | Long);
  'filesUnchanged'?: (number | string | Long);
  'dirsTotal'?: (number | string | Long);
  'bytesLogical'?: (number | string | Long);
  'bytesRead'?: (number | string | Long);
  'chunksTotal'?: (number | string | Long);
  'chunksSent'?: (number | string | Long);
  'bytesSent'?: (number | string | Long);
  'bytesStored'?: (number | string | Long);
  'filesSkipped'?: (number | string | Long);
  'filesInconsistent'?: (number | string | Long);
  /**
   * Restores: written and reused.
   */
  'filesRestored'?: (number | string | Long);
  'bytesRestored'?: (number | string | Long);
  'bytesReused'?: (number | string | Long);
  'bytesReceived'?: (number | string | Long);
  /**
   * What the run expects in all, once known (0: not known): for time left.
   */
  'bytesExpected'?: (number | string | Long);
  'filesExpected'?: (number | string | Long);
  'bytesUnique'?: (number | string | Long);
  /**
   * What the run waited for, milliseconds of its wall time: the disk, the chunker, the line, the store; and paused by window or limit.
   */
  'msReading'?: (number | string | Long);
  'msChunking'?: (number | string | Long);
  'msLine'?: (number | string | Long);
  'msStore'?: (number | string | Long);
  'msPaused'?: (number | string | Long);
  /**
   * Of what was new: bytes that compression could not make smaller by more than a fifth, as the server counted them.
   */
  'bytesIncompressible'?: (number | string | Long);
}

/**
 * Meaning of each field: docs/protocol.md, Counters.
 */
export interface RunCounters__Output {
  'filesTotal': (number);
  'filesNew': (number);
  'filesChanged': (number);
  'filesUnchanged': (number);
  'dirsTotal': (number);
  'bytesLogical': (number);
  'bytesRead': (number);
  'chunksTotal': (number);
  'chunksSent': (number);
  'bytesSent': (number);
  'bytesStored': (number);
  'filesSkipped': (number);
  'filesInconsistent': (number);
  /**
   * Restores: written and reused.
   */
  'filesRestored': (number);
  'bytesRestored': (number);
  'bytesReused': (number);
  'bytesReceived': (number);
  /**
   * What the run expects in all, once known (0: not known): for time left.
   */
  'bytesExpected': (number);
  'filesExpected': (number);
  'bytesUnique': (number);
  /**
   * What the run waited for, milliseconds of its wall time: the disk, the chunker, the line, the store; and paused by window or limit.
   */
  'msReading': (number);
  'msChunking': (number);
  'msLine': (number);
  'msStore': (number);
  'msPaused': (number);
  /**
   * Of what was new: bytes that compression could not make smaller by more than a fifth, as the server counted them.
   */
  'bytesIncompressible': (number);
}
