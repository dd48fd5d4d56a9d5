// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface CancelRun {
  'runId'?: (string);
}

export interface CancelRun__Output {
  'runId': (string);
}
