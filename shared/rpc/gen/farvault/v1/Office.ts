// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface Office {
  'name'?: (string);
  'createdMs'?: (number | string | Long);
  'agents'?: (number);
  'agentsOnline'?: (number);
  'snapshots'?: (number);
  'id'?: (string);
}

export interface Office__Output {
  'name': (string);
  'createdMs': (number);
  'agents': (number);
  'agentsOnline': (number);
  'snapshots': (number);
  'id': (string);
}
