// Releases: what is trusted, what may be installed, and how metadata is made and signed.
export { readArchiveHead, type ArchiveHead } from './archive-head.js';
export { chooseTarget, type Choice, type ChooseInputs, type Refusal } from './choose.js';
export { isSealed, MIN_PASSPHRASE_BYTES, openPrivateKey, sealPrivateKey } from './key-file.js';
export { formatPublicKey, parsePublicKey, publicKeyOf, signingKey, type PublicKey, type SigningKey } from './keys.js';
export { fingerprint, parseMetadata, type MetadataFile } from './metadata.js';
export { MAX_METADATA_VERSION, ROLES, type Role } from './metadata-shape.js';
export { isChannel, isPlatform, listReleases, releasePath, type ListedReleases } from './release-targets.js';
export { addSignature, makeRoot, makeSnapshot, makeTargets, makeTimestamp, roleKeys, type RoleKeys } from './sign.js';
export { TrustError, type TrustStep } from './trust-error.js';
export { acceptReleases, initialTrust, readTrust, refreshTrust, type RefreshInputs } from './trust.js';
export { acceptNextRoot, checkNotExpired, checkSignatures, tallySignatures, type SignatureTally } from './verify.js';
export { compareVersions, isPreRelease, isVersion } from './versions.js';
