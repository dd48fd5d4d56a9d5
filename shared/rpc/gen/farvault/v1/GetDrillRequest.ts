// Generated from proto/farvault/v1/drills.proto: npm run generate


export interface GetDrillRequest {
  'id'?: (string);
}

export interface GetDrillRequest__Output {
  'id': (string);
}
