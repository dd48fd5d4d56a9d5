// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListOfficesRequest {
}

export interface ListOfficesRequest__Output {
}
