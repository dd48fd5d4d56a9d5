// Original file: /work/main/proto/farvault/v1/agent.proto


export interface RestoreSpec {
  'snapshotId'?: (string);
  /**
   * inside the snapshot; empty: everything
   */
  'path'?: (Buffer | Uint8Array | string);
  'target'?: (string);
  'includes'?: (string)[];
  /**
   * never, changed, always
   */
  'overwrite'?: (string);
  'deleteExtra'?: (boolean);
  'dryRun'?: (boolean);
}

export interface RestoreSpec__Output {
  'snapshotId': (string);
  /**
   * inside the snapshot; empty: everything
   */
  'path': (Buffer);
  'target': (string);
  'includes': (string)[];
  /**
   * never, changed, always
   */
  'overwrite': (string);
  'deleteExtra': (boolean);
  'dryRun': (boolean);
}
