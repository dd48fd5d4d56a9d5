// What is stored for whom. What other domains may use.
export {};
