// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteOfficeResponse {
}

export interface DeleteOfficeResponse__Output {
}
