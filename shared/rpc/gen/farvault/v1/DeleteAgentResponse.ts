// Original file: /work/main/proto/farvault/v1/admin.proto


export interface DeleteAgentResponse {
}

export interface DeleteAgentResponse__Output {
}
