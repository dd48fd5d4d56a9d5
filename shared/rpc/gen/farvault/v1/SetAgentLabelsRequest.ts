// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface SetAgentLabelsRequest {
  'name'?: (string);
  'set'?: ({[key: string]: string});
  'unset'?: (string)[];
}

export interface SetAgentLabelsRequest__Output {
  'name': (string);
  'set': ({[key: string]: string});
  'unset': (string)[];
}
