// Generated from proto/farvault/v1/data.proto: npm run generate

export const Codec = {
  CODEC_RAW: 0,
  CODEC_LZ4: 1,
  CODEC_ZSTD: 2,
} as const;

export type Codec =
  | 'CODEC_RAW'
  | 0
  | 'CODEC_LZ4'
  | 1
  | 'CODEC_ZSTD'
  | 2

export type Codec__Output = typeof Codec[keyof typeof Codec]
