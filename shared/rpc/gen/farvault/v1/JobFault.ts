// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface JobFault {
  'jobId'?: (string);
  'reason'?: (string);
}

export interface JobFault__Output {
  'jobId': (string);
  'reason': (string);
}
