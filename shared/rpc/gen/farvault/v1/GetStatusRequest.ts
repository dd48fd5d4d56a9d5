// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface GetStatusRequest {
}

export interface GetStatusRequest__Output {
}
