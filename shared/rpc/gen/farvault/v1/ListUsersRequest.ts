// Original file: /work/main/proto/farvault/v1/admin.proto


export interface ListUsersRequest {
}

export interface ListUsersRequest__Output {
}
