// Trash, holds, locks, second administrators, the clock. What other domains may use.
export {};
