// Original file: /work/main/proto/farvault/v1/admin.proto


export interface CreateOfficeRequest {
  'name'?: (string);
}

export interface CreateOfficeRequest__Output {
  'name': (string);
}
