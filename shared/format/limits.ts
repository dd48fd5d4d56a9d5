// The bounds of docs/formats.md, in one place.

export const MAX_CHUNK_BYTES = 1 << 20;
export const FRAME_TARGET_BYTES = 1 << 20;
export const MAX_FRAME_PLAIN_BYTES = (1 << 20) + (256 << 10);
export const MAX_FRAME_STORED_BYTES = MAX_FRAME_PLAIN_BYTES + (64 << 10);
export const MAX_FRAME_CHUNKS = 65_536;

export const MAX_PATH_BYTES = 65_535;
export const MAX_NAME_BYTES = 255;
export const MAX_ENTRY_BYTES = (1 << 20) - (64 << 10);
export const MAX_PART_EXTENTS = 512;
export const MAX_NSEC = 999_999_999;
/** An extent is stored as twice its length. */
export const MAX_EXTENT_BYTES = 2 ** 52 - 1;

export const MANIFEST_CHUNK = { minBytes: 32 << 10, maxBytes: 256 << 10, cutMask: 0xff } as const;
export const INDEX_CHUNK = { minBytes: 32 << 10, cutBytes: 192 << 10, cutMask: 0x1f } as const;
export const MAX_ROOT_BYTES = 1 << 20;
/** An index chunk is cut after the item that reaches `cutBytes`; an item is at most a path and 80 bytes. */
export const MAX_INDEX_CHUNK_BYTES = INDEX_CHUNK.cutBytes + MAX_PATH_BYTES + 128;
