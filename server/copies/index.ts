// Second copies. What other domains may use.
export { bringBack, RESTORING_FILE, type BroughtBack } from './bring-back.js';
export { makeCopy } from './copy.js';
export { requireApart } from './folder.js';
export { describeLacks } from './manifest.js';
export { realParts } from './real-parts.js';
export { ensureRecoveryKey, findRecoveryKey } from './recovery-file.js';
export { Copies, type CopyStanding } from './copies.js';
export { runCopyProcess } from './copy-process.js';
export { readOutcome } from './outcomes.js';
export { CopyState } from './state.js';
