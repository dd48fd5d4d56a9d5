// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListSilencesRequest {
}

export interface ListSilencesRequest__Output {
}
