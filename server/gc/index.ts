// Garbage collection. What other domains may use.
export {};
