// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


export interface RestoreFromTrashRequest {
  'snapshots'?: (string)[];
  'job'?: (string);
}

export interface RestoreFromTrashRequest__Output {
  'snapshots': (string)[];
  'job': (string);
}
