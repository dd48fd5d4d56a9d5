// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface Welcome {
  'serverVersion'?: (string);
  'clockMs'?: (number | string | Long);
  'addresses'?: (string)[];
  /**
   * Of the repository: raised each time it is brought back from a second copy. An agent refuses a lower one than it has seen: that server was given up for lost. 0: as 1.
   */
  'epoch'?: (number);
}

export interface Welcome__Output {
  'serverVersion': (string);
  'clockMs': (number);
  'addresses': (string)[];
  /**
   * Of the repository: raised each time it is brought back from a second copy. An agent refuses a lower one than it has seen: that server was given up for lost. 0: as 1.
   */
  'epoch': (number);
}
