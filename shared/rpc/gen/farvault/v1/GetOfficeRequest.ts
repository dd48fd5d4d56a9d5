// Original file: /work/main/proto/farvault/v1/admin.proto


export interface GetOfficeRequest {
  'name'?: (string);
}

export interface GetOfficeRequest__Output {
  'name': (string);
}
