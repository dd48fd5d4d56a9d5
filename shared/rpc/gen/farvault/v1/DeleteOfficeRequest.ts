// Original file: /work/main/proto/farvault/v1/admin.proto


export interface DeleteOfficeRequest {
  'name'?: (string);
}

export interface DeleteOfficeRequest__Output {
  'name': (string);
}
