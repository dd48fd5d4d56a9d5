// Verification, damage, repair. What other domains may use.
export {};
