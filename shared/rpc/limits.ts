// Bounds of the transport (docs/protocol.md, Messages and deadlines). Both sides use the same ones.

export const DEFAULT_PORT = 8470;

/** Largest message: a frame's hard cap and its table. */
export const MAX_MESSAGE_BYTES = 1_572_864;
/** Largest answer to an administrator: a list of ten thousand things, which is where lists end. */
export const MAX_LIST_BYTES = 32 << 20;

/**
 * HTTP/2 receive windows, stream and connection. grpc-js advertises 64 KiB, which holds one stream to 0.8 MB/s over an 80 ms line; our own
 * credit of unacknowledged bytes is what bounds memory. Larger HTTP/2 frames were tried and made no difference: nghttp2 sends 16 KiB.
 */
export const STREAM_WINDOW_BYTES = 8 * 1024 * 1024;
export const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;

export const STREAMS_PER_CONNECTION = 16;
export const CONNECTIONS_PER_IDENTITY = 8;
export const CONNECTIONS = 2_048;
/** Connections that have shown no certificate: enrolling agents, and strangers. */
export const CONNECTIONS_UNIDENTIFIED = 64;

export const KEEPALIVE_MS = 20_000;
export const KEEPALIVE_TIMEOUT_MS = 10_000;
export const HANDSHAKE_TIMEOUT_MS = 10_000;
export const CONNECT_TIMEOUT_MS = 10_000;
export const UNARY_DEADLINE_MS = 30_000;

export const HEARTBEAT_MS = 10_000;
/** A side that hears nothing for so long closes the control stream. */
export const SILENCE_MS = 35_000;
