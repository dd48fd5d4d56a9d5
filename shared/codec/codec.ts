// Codec numbers as they stand in frames (docs/formats.md, Frame), and the names that people use for them.
export const CODEC = { raw: 0, lz4: 1, zstd: 2 } as const;

export type CodecName = 'auto' | 'raw' | 'lz4' | 'zstd';

export interface CodecChoice {
  codec: CodecName;
  /** zstd level, 1 to 19; used by `zstd` and `auto`. */
  level: number;
}

/**
 * Level of `auto` on a line that is not slow. Measured with bench/stages/codec.ts in frames of 1 MiB: kernel source of 1,261 MB comes to 226, 217, 206, 205 MB
 * at levels 1 to 4 for 2.9, 3.1, 3.5, 4.2 s of CPU; a disk image of 3,606 MB to 1,625, 1,575, 1,544, 1,538 MB for 6.9, 7.9, 10.0, 12.5 s.
 * Small files and text lose little at level 1, and the processor is what a first backup of them waits for; images gain by the rest.
 */
export const AUTO_LEVEL = 1;
export const IMAGE_LEVEL = 3;

export const MIN_LEVEL = 1;
export const MAX_LEVEL = 19;
