// Original file: /work/main/proto/farvault/v1/admin.proto


export interface DeleteJobResponse {
}

export interface DeleteJobResponse__Output {
}
