// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteAgentResponse {
}

export interface DeleteAgentResponse__Output {
}
