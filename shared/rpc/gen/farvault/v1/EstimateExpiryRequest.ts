// Generated from proto/farvault/v1/statistics.proto: npm run generate


export interface EstimateExpiryRequest {
  'snapshots'?: (string)[];
}

export interface EstimateExpiryRequest__Output {
  'snapshots': (string)[];
}
