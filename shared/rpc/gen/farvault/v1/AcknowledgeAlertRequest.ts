// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface AcknowledgeAlertRequest {
  'id'?: (string);
  'comment'?: (string);
}

export interface AcknowledgeAlertRequest__Output {
  'id': (string);
  'comment': (string);
}
