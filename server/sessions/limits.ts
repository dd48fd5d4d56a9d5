// Bounds of the upload side of the protocol (docs/protocol.md, Backup). What the format itself bounds is in shared/format/limits.ts.

/** Ids in one offer, and in the missing list of a commit. */
export const MAX_OFFER_IDS = 2_048;
export const MAX_MISSING_IDS = 32_768;
/** Offers of one stream that are being looked up or wait for their turn; reading pauses at this many. */
export const OFFERS_IN_PROGRESS = 8;
/** Challenges of one stream not yet answered; beyond, chunks are wanted instead of proven. */
export const MAX_OPEN_CHALLENGES = 64;
/** Proofs of one stream that wait for their turn or are being checked; reading pauses at this many. */
export const PROOFS_IN_PROGRESS = 4;
/** Frames of one stream that are not yet durable; reading pauses at this many (credit bounds their bytes). */
export const FRAMES_IN_PROGRESS = 512;
/** Commits that one stream may ask for: the three of the protocol, and one for a client that counts otherwise. */
export const MAX_COMMITS = 4;

/** Payload bytes that an agent may have unacknowledged. The least is above the largest frame: with less, one frame could never be sent. */
export const MIN_CREDIT_BYTES = 2 << 20;
export const INITIAL_CREDIT_BYTES = 4 << 20;
export const MAX_CREDIT_BYTES = 64 << 20;
/** Credit of all streams together; a stream always gets its minimum. */
export const TOTAL_CREDIT_BYTES = 160 << 20;

export const MAX_STREAMS = 256;
export const MAX_SESSIONS_PER_OFFICE = 4_096;
/** Ids that one stream remembers as held; 40 bytes each. Others are asked of the index again at the commit. */
export const MAX_KNOWN_IDS = 2_000_000;

export const STALL_MS = 60_000;
/** No message at all, nothing owed: a long scan of unchanged files looks like this. */
export const SILENT_STREAM_MS = 12 * 3_600_000;
export const SESSION_IDLE_MS = 14 * 24 * 3_600_000;

/** Messages of one stream: above this rate, reading waits. */
export const MESSAGES_PER_SECOND = 2_000;
export const MESSAGE_BURST = 4_000;

/** Wrong proofs and wrong frames of one agent in an hour, after which it is not served until they are an hour old. */
export const MAX_OFFENCES = 32;
export const OFFENCE_WINDOW_MS = 3_600_000;
/** Agents whose offences are remembered. */
export const MAX_OFFENDERS = 10_000;
