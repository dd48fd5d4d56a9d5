// Original file: /work/main/proto/farvault/v1/agent.proto


export interface RunAccepted {
  'runId'?: (string);
}

export interface RunAccepted__Output {
  'runId': (string);
}
