// Generated from proto/farvault/v1/verification.proto: npm run generate


export interface GetVerifyCoverageRequest {
}

export interface GetVerifyCoverageRequest__Output {
}
