// Original file: /work/main/proto/farvault/v1/admin.proto


export interface GetStatusRequest {
}

export interface GetStatusRequest__Output {
}
