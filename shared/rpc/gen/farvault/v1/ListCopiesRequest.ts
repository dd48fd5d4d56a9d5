// Generated from proto/farvault/v1/copies.proto: npm run generate


export interface ListCopiesRequest {
}

export interface ListCopiesRequest__Output {
}
