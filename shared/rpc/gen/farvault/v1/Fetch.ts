// Generated from proto/farvault/v1/data.proto: npm run generate

import type { FetchItem as _farvault_v1_FetchItem, FetchItem__Output as _farvault_v1_FetchItem__Output } from '../../farvault/v1/FetchItem.js';

/**
 * Asks for chunks by place. All items of one fetch are answered by frames with its seq, in any order, then FetchDone.
 * A caller keeps at most 64 MiB of plain bytes asked for and not yet done.
 */
export interface Fetch {
  'seq'?: (number);
  'items'?: (_farvault_v1_FetchItem)[];
}

/**
 * Asks for chunks by place. All items of one fetch are answered by frames with its seq, in any order, then FetchDone.
 * A caller keeps at most 64 MiB of plain bytes asked for and not yet done.
 */
export interface Fetch__Output {
  'seq': (number);
  'items': (_farvault_v1_FetchItem__Output)[];
}
