// Codec numbers as they stand in frames (docs/formats.md, Frame), and the names that people use for them.
import { FarvaultError } from '../errors/errors.js';

export const CODEC = { raw: 0, lz4: 1, zstd: 2 } as const;

export type CodecName = 'auto' | 'raw' | 'lz4' | 'zstd';

export interface CodecChoice {
  codec: CodecName;
  /** zstd level, 1 to 19; used by `zstd` and `auto`. */
  level: number;
}

/**
 * Level of `auto` on a line that is not slow. Measured on 1 MiB frames of kernel source and of a disk image: see bench/stages/codec.ts.
 */
export const AUTO_LEVEL = 3;

export const MIN_LEVEL = 1;
export const MAX_LEVEL = 19;

export function codecNameOf(codec: number): string {
  for (const [name, number] of Object.entries(CODEC)) if (number === codec) return name;
  throw new FarvaultError('FORMAT', `codec ${codec} is not known`, { remedy: 'Upgrade this program.' });
}
