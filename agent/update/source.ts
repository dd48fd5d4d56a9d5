// Where metadata and archives come from: the server, over the connection that the control stream has.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { MetadataSource } from '../../shared/release/types.js';
import { unary, type Connection } from '../../shared/rpc/client.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import type { Clock } from '../../shared/time/clock.js';

/** Of one request for a part: what has come until then is kept. */
const PART_DEADLINE_MS = 120_000;

export interface UpdateSource {
  metadata: MetadataSource;
  /** At most `limit` bytes of an archive from `offset` on, as they come. */
  read(sha256: string, offset: number, limit: number, signal: AbortSignal): AsyncIterable<Buffer>;
}

/** `connected`: throws UNAVAILABLE while there is no line. */
export function serverSource(connected: () => Connection, clock: Clock): UpdateSource {
  return {
    metadata: async (name, maxBytes, signal) => {
      const { agent } = connected();
      try {
        const { data } = await unary(agent.getUpdateFile.bind(agent), { name }, signal);
        if (data.length > maxBytes) throw new FarvaultError('INVALID', `${name} has ${data.length} bytes, more than the ${maxBytes} that it may have`);
        return data;
      } catch (error) {
        if (isFarvaultError(error, 'NOT_FOUND')) return null;
        throw error;
      }
    },
    read: (sha256, offset, limit, signal) => readParts(connected(), { sha256, offset, limit }, new Date(clock.now() + PART_DEADLINE_MS), signal),
  };
}

async function* readParts({ agent }: Connection, { sha256, offset, limit }: { sha256: string; offset: number; limit: number }, deadline: Date, signal: AbortSignal): AsyncGenerator<Buffer> {
  signal.throwIfAborted();
  const call = agent.readRelease({ sha256: Buffer.from(sha256, 'hex'), offset, limit }, { deadline });
  const cancel = (): void => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  let left = limit;
  try {
    for await (const { data } of call as AsyncIterable<{ data: Buffer }>) {
      // A server of before may not know of limits.
      const part = data.subarray(0, left);
      left -= part.length;
      if (part.length > 0) yield part;
      if (left === 0) return;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw fromServiceError(error);
  } finally {
    signal.removeEventListener('abort', cancel);
    call.on('error', () => undefined); // Of the cancelling.
    call.cancel();
  }
}
