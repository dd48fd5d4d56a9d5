// Original file: /work/main/proto/farvault/v1/admin.proto


export interface ListRunsRequest {
  'job'?: (string);
  'agent'?: (string);
  'state'?: (string);
  'limit'?: (number);
}

export interface ListRunsRequest__Output {
  'job': (string);
  'agent': (string);
  'state': (string);
  'limit': (number);
}
