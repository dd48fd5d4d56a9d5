// Generated from proto/farvault/v1/data.proto: npm run generate


export interface CommitResult {
  /**
   * Set when committed.
   */
  'snapshotId'?: (string);
  /**
   * Else: chunk ids (32 bytes each, at most 32,768) that the commit refers to and the server lacks, or this office may not refer to.
   */
  'missing'?: (Buffer | Uint8Array | string);
}

export interface CommitResult__Output {
  /**
   * Set when committed.
   */
  'snapshotId': (string);
  /**
   * Else: chunk ids (32 bytes each, at most 32,768) that the commit refers to and the server lacks, or this office may not refer to.
   */
  'missing': (Buffer);
}
