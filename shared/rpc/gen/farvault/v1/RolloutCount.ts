// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface RolloutCount {
  'state'?: (string);
  'agents'?: (number);
}

export interface RolloutCount__Output {
  'state': (string);
  'agents': (number);
}
