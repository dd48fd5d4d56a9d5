// Original file: /work/main/proto/farvault/v1/agent.proto


export interface CancelRun {
  'runId'?: (string);
}

export interface CancelRun__Output {
  'runId': (string);
}
