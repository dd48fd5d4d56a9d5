// Fixed chunking for disk images: cuts at offsets in the file that are multiples of the size.

/** End of the chunk that starts at `offset` of a file of `sizeBytes`. */
export function nextFixedCut(offset: number, sizeBytes: number, fixedBytes: number): number {
  return Math.min(offset - (offset % fixedBytes) + fixedBytes, sizeBytes);
}
