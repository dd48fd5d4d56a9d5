// Generated from proto/farvault/v1/gc.proto: npm run generate


export interface PlanGcRequest {
}

export interface PlanGcRequest__Output {
}
