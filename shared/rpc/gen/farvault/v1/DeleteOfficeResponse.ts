// Original file: /work/main/proto/farvault/v1/admin.proto


export interface DeleteOfficeResponse {
}

export interface DeleteOfficeResponse__Output {
}
