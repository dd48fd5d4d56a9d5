// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteSilenceResponse {
}

export interface DeleteSilenceResponse__Output {
}
