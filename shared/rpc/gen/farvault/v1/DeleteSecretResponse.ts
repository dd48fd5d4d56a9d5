// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteSecretResponse {
}

export interface DeleteSecretResponse__Output {
}
