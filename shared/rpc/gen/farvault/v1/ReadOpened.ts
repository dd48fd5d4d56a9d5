// Generated from proto/farvault/v1/data.proto: npm run generate


export interface ReadOpened {
  'snapshotId'?: (string);
  'rootId'?: (Buffer | Uint8Array | string);
  'rootBytes'?: (number);
  /**
   * The plain bytes of the root chunk (format: docs/formats.md, Manifest root).
   */
  'root'?: (Buffer | Uint8Array | string);
}

export interface ReadOpened__Output {
  'snapshotId': (string);
  'rootId': (Buffer);
  'rootBytes': (number);
  /**
   * The plain bytes of the root chunk (format: docs/formats.md, Manifest root).
   */
  'root': (Buffer);
}
