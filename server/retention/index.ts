// Retention: what is kept, and why. What other domains may use.
export {};
