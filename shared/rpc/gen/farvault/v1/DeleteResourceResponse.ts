// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteResourceResponse {
}

export interface DeleteResourceResponse__Output {
}
