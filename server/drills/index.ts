// Restore drills. What other domains may use.
export {};
