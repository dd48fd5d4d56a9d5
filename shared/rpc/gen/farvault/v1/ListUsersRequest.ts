// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListUsersRequest {
}

export interface ListUsersRequest__Output {
}
