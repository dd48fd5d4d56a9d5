// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface RunEndRecorded {
  'runId'?: (string);
}

export interface RunEndRecorded__Output {
  'runId': (string);
}
