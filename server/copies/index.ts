// Second copies. What other domains may use.
export { bringBack, readCopy, RESTORING_FILE, type BroughtBack } from './bring-back.js';
export { makeCopy } from './copy.js';
export { requireApart } from './folder.js';
export { describeLacks, type CopyManifest } from './manifest.js';
export { realParts } from './real-parts.js';
export { ensureRecoveryKey, findRecoveryKey } from './recovery-file.js';
