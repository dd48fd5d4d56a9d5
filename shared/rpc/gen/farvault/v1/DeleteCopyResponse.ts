// Generated from proto/farvault/v1/copies.proto: npm run generate


export interface DeleteCopyResponse {
}

export interface DeleteCopyResponse__Output {
}
