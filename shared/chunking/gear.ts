// The Gear table of chunking version 1 (docs/formats.md): entry i is the first four bytes of BLAKE3 of `farvault gear 1 ` and i.
import { blake3 } from '../hash/hash.js';

export const GEAR: Int32Array = Int32Array.from({ length: 256 }, (_, i) => blake3(Buffer.from(`farvault gear 1 ${i}`, 'latin1')).readInt32LE(0));
