// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListSecretsRequest {
}

export interface ListSecretsRequest__Output {
}
