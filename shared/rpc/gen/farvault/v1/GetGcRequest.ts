// Generated from proto/farvault/v1/gc.proto: npm run generate


export interface GetGcRequest {
}

export interface GetGcRequest__Output {
}
