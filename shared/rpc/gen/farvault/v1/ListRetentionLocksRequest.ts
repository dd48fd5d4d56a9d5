// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


export interface ListRetentionLocksRequest {
}

export interface ListRetentionLocksRequest__Output {
}
