// Generated from proto/farvault/v1/data.proto: npm run generate


// Generated from proto/farvault/v1/data.proto: npm run generate

export const _farvault_v1_FetchItem_Level = {
  /**
   * index chunk number `number` of the root
   */
  INDEX: 0,
  /**
   * manifest chunk number `number`, counted over all index chunks
   */
  MANIFEST: 1,
  /**
   * content chunks that manifest chunk number `number` refers to
   */
  CONTENT: 2,
} as const;

export type _farvault_v1_FetchItem_Level =
  /**
   * index chunk number `number` of the root
   */
  | 'INDEX'
  | 0
  /**
   * manifest chunk number `number`, counted over all index chunks
   */
  | 'MANIFEST'
  | 1
  /**
   * content chunks that manifest chunk number `number` refers to
   */
  | 'CONTENT'
  | 2

export type _farvault_v1_FetchItem_Level__Output = typeof _farvault_v1_FetchItem_Level[keyof typeof _farvault_v1_FetchItem_Level]

export interface FetchItem {
  'level'?: (_farvault_v1_FetchItem_Level);
  'number'?: (number);
  /**
   * CONTENT only: pairs (first, count) of reference ordinals within the manifest chunk: references are counted from 0 in order of
   * appearance, holes not counted. At most 4,096 pairs.
   */
  'ranges'?: (number)[];
}

export interface FetchItem__Output {
  'level': (_farvault_v1_FetchItem_Level__Output);
  'number': (number);
  /**
   * CONTENT only: pairs (first, count) of reference ordinals within the manifest chunk: references are counted from 0 in order of
   * appearance, holes not counted. At most 4,096 pairs.
   */
  'ranges': (number)[];
}
