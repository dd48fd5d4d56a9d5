export { SessionState, type OpenSession, type PackRange } from './session-state.js';
export { ToldHeld, type IdListener } from './told-held.js';
export { UploadStream } from './upload-stream.js';
export { createUploads, type Uploads } from './uploads.js';
export { MESSAGE_BURST, MESSAGES_PER_SECOND } from './limits.js';
export type { AuthorisedRun, BackupRun, BackupRuns, ChunkReader, CommitChecker, CommitQuestion, Grants, UploadParts } from './types.js';
