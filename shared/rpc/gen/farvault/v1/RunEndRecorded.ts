// Original file: /work/main/proto/farvault/v1/agent.proto


export interface RunEndRecorded {
  'runId'?: (string);
}

export interface RunEndRecorded__Output {
  'runId': (string);
}
