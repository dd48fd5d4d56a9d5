// Generated from proto/farvault/v1/verification.proto: npm run generate


export interface StartRepairRequest {
}

export interface StartRepairRequest__Output {
}
