// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


export interface DecideApprovalRequest {
  'id'?: (string);
  'approve'?: (boolean);
  'comment'?: (string);
}

export interface DecideApprovalRequest__Output {
  'id': (string);
  'approve': (boolean);
  'comment': (string);
}
