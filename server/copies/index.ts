// Second copies. What other domains may use.
export {};
