// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteJobResponse {
}

export interface DeleteJobResponse__Output {
}
