export { Authority, DAY_MS, type Issued } from './authority.js';
export { adminConfigFile, lastAddresses, refreshAdminConfig, writeAdminConfig } from './admin-config.js';
export { examinePeer, type Peer } from './peer.js';
export { openPki, type Pki } from './pki.js';
