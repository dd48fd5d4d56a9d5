// What others may use of the releases.
export { SERVER_KEY_FILE } from './online-metadata.js';
export { Releases, type ImportHead, type ReleaseList } from './releases.js';
export { ReleaseState } from './release-state.js';
