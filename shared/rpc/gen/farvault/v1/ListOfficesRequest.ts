// Original file: /work/main/proto/farvault/v1/admin.proto


export interface ListOfficesRequest {
}

export interface ListOfficesRequest__Output {
}
