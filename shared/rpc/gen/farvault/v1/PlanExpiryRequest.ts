// Generated from proto/farvault/v1/statistics.proto: npm run generate


export interface PlanExpiryRequest {
  'snapshots'?: (string)[];
}

export interface PlanExpiryRequest__Output {
  'snapshots': (string)[];
}
