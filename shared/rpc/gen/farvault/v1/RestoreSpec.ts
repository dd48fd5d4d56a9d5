// Generated from proto/farvault/v1/agent.proto: npm run generate


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
