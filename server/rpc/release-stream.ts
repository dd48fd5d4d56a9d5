// An archive of a release to a reader, in parts from an offset on: as fast as the reader takes it, and to a bounded number of readers at a time.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { ReadReleaseRequest__Output } from '../../shared/rpc/gen/farvault/v1/ReadReleaseRequest.js';
import type { ReleasePart } from '../../shared/rpc/gen/farvault/v1/ReleasePart.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Releases } from '../releases/index.js';
import { ReplyWriter } from './reply-writer.js';

const PART_BYTES = 256 * 1024;
const SHA256_BYTES = 32;
/** One that is cut off may not have ended yet when its reader asks again. */
const READS_PER_CALLER = 2;
const READS = 64;

interface ReleaseCall {
  request: ReadReleaseRequest__Output;
  write(part: ReleasePart, written: (error: Error | null | undefined) => void): unknown;
}

export class ReleaseStreams {
  readonly #reads = new Map<string, number>();
  #all = 0;

  constructor(
    private readonly releases: Releases,
    private readonly clock: Clock,
  ) {}

  async send(call: ReleaseCall, caller: string, signal: AbortSignal): Promise<void> {
    const asked = checked(call.request);
    const reads = this.#reads.get(caller) ?? 0;
    if (reads >= READS_PER_CALLER || this.#all >= READS) {
      throw new FarvaultError('UNAVAILABLE', reads >= READS_PER_CALLER ? `${reads} archives are on their way to you already` : `archives are on their way to ${READS} others`, { remedy: 'Try again in a minute.' });
    }
    this.#reads.set(caller, reads + 1);
    this.#all++;
    try {
      await this.#send(call, asked, signal);
    } finally {
      this.#all--;
      const left = this.#reads.get(caller)! - 1;
      if (left === 0) this.#reads.delete(caller);
      else this.#reads.set(caller, left);
    }
  }

  async #send(call: ReleaseCall, { sha256, offset, limit }: Asked, signal: AbortSignal): Promise<void> {
    const { file, bytes } = await this.releases.openArchive(sha256);
    const replies = new ReplyWriter<ReleasePart>(call, this.clock, signal);
    try {
      if (offset > bytes) throw new FarvaultError('INVALID', `offset ${offset} is behind the end: the archive has ${bytes} bytes`);
      const end = Math.min(bytes, offset + limit);
      for (let at = offset; at < end; ) {
        const part = Buffer.alloc(Math.min(PART_BYTES, end - at));
        if ((await file.read(part, at)) < part.length) throw new FarvaultError('CORRUPT', `archive ${sha256} is cut short on the server's disk`, { remedy: 'Import it again.' });
        await replies.write({ data: part });
        at += part.length;
      }
      await replies.flushed();
    } finally {
      replies.close();
      await file.close();
    }
  }
}

interface Asked {
  sha256: string;
  offset: number;
  limit: number;
}

function checked({ sha256, offset, limit }: ReadReleaseRequest__Output): Asked {
  if (sha256.length !== SHA256_BYTES) throw new FarvaultError('INVALID', `a SHA-256 has ${SHA256_BYTES} bytes, not ${sha256.length}`);
  if (![offset, limit].every((number) => Number.isSafeInteger(number) && number >= 0)) throw new FarvaultError('INVALID', 'the offset or the limit is no number of bytes');
  return { sha256: sha256.toString('hex'), offset, limit: limit === 0 ? Infinity : limit };
}
