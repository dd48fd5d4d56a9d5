// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListReleasesRequest {
}

export interface ListReleasesRequest__Output {
}
