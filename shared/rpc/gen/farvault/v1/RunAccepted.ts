// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface RunAccepted {
  'runId'?: (string);
}

export interface RunAccepted__Output {
  'runId': (string);
}
