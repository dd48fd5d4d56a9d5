// What a release is made of, before it is packed.
import { createHash } from 'node:crypto';

export interface ReleaseFileBytes {
  bytes: Buffer;
  mode: 0o644 | 0o755;
}

/** By path. */
export type ReleaseFiles = Map<string, ReleaseFileBytes>;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** In the order of the paths' bytes. */
export function inOrder(files: ReleaseFiles): [string, ReleaseFileBytes][] {
  return [...files].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
