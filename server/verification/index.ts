// Verification, damage, repair. What other domains may use.
export { Background } from './background.js';
export { coverageOf, type Coverage } from './budget.js';
export type { DamageSurvey, DamagedSnapshot, LostPart } from './damage-survey.js';
export { ScanThread } from './scan-thread.js';
export { Verification } from './verification.js';
export { VerificationState } from './verification-state.js';
export { VerifiedPacks } from './verified-packs.js';
