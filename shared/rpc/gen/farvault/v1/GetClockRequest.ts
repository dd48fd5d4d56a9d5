// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


export interface GetClockRequest {
}

export interface GetClockRequest__Output {
}
