// Frames of one stream: verified in parallel, appended in the order they came (neighbours restore with one read), acknowledged
// cumulatively and in order, each only when it is durable.
import type { Frame__Output } from '../../shared/rpc/gen/farvault/v1/Frame.js';
import type { BackupReply } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { VerifiedFrame } from '../repository/types.js';
import { CODEC } from '../../shared/codec/codec.js';
import { looksIncompressible } from '../../shared/codec/compressibility.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Credit } from './credit.js';
import { FRAMES_IN_PROGRESS } from './limits.js';
import { checkFrameShape, type ReceivedFrame } from './verify-frame.js';

/** Compression took less than this share away: compressed already, or encrypted. Chunks of other files share the frame: with 0.03 the detector missed 24 of 45 attacks instead of 18 (docs/alerts.md). */
const LEAST_GAIN = 0.2;

interface Arrived {
  seq: number;
  payloadBytes: number;
  atMs: number;
  verified: VerifiedFrame | null;
  durable: boolean;
  storedBytes: number;
}

export interface FrameIntakeParts {
  verifier: { verify(frame: ReceivedFrame): Promise<VerifiedFrame> };
  /** Resolves when the frame is durable, and its chunks are this office's. */
  append(frame: VerifiedFrame): Promise<{ storedBytes: number }>;
  clock: Clock;
  credit: Credit;
  /** The chunks of a frame are durable: data, not parts of a manifest, that did not compress. */
  onIncompressible(plainBytes: number): void;
  send(reply: BackupReply): void;
  /** There may be room again. */
  onRoom(): void;
  /** Ends the stream. `wrongFrame`: the agent sent something else than it says. */
  fail(error: unknown, wrongFrame: boolean): void;
  signal: AbortSignal;
}

export class FrameIntake {
  readonly #parts: FrameIntakeParts;
  /** In order; the first `#appended` of them have been handed to the repository. */
  readonly #arrived: Arrived[] = [];
  #appended = 0;
  #nextSeq = 1;
  #ackPlanned = false;
  #drained: (() => void)[] = [];

  constructor(parts: FrameIntakeParts) {
    this.#parts = parts;
  }

  /** No more frames for now. */
  get full(): boolean {
    return this.#arrived.length >= FRAMES_IN_PROGRESS;
  }

  get busy(): boolean {
    return this.#arrived.length > 0;
  }

  /** Resolves when every frame that has come is durable and acknowledged. Never, when the stream fails before. */
  drained(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.#drained.push(resolve)) : Promise.resolve();
  }

  receive(message: Frame__Output): void {
    const { credit, clock } = this.#parts;
    const frame: ReceivedFrame = {
      codec: message.codec,
      plainBytes: message.plainBytes,
      ids: message.ids,
      lengths: Uint32Array.from(message.lengths),
      payload: message.payload,
    };
    if (message.seq !== this.#nextSeq) throw new FarvaultError('INVALID', `frame ${message.seq} where ${this.#nextSeq} is next`);
    if (!credit.receive(message.payload.length)) {
      throw new FarvaultError('NO_SPACE', `${credit.unacknowledgedBytes} bytes are unacknowledged, more than the credit given`);
    }
    try {
      checkFrameShape(frame);
    } catch (error) {
      this.#parts.fail(error, true);
      return;
    }
    this.#nextSeq++;
    const arrived: Arrived = { seq: message.seq, payloadBytes: message.payload.length, atMs: clock.monotonic(), verified: null, durable: false, storedBytes: 0 };
    this.#arrived.push(arrived);
    this.#parts.verifier.verify(frame).then(
      (verified) => {
        arrived.verified = verified;
        this.#appendVerified();
      },
      (error: unknown) => this.#parts.fail(error, error instanceof FarvaultError && error.code === 'INVALID'),
    );
  }

  #appendVerified(): void {
    while (this.#appended < this.#arrived.length && !this.#parts.signal.aborted) {
      const arrived = this.#arrived[this.#appended];
      const { verified } = arrived;
      if (verified === null) return;
      arrived.verified = null;
      this.#appended++;
      const incompressible = isIncompressible(verified) ? verified.plainBytes : 0;
      this.#parts.append(verified).then(
        ({ storedBytes }) => {
          if (incompressible > 0) this.#parts.onIncompressible(incompressible);
          this.#becameDurable(arrived, storedBytes);
        },
        (error: unknown) => this.#parts.fail(error, false),
      );
    }
  }

  #becameDurable(arrived: Arrived, storedBytes: number): void {
    arrived.durable = true;
    arrived.storedBytes = storedBytes;
    this.#parts.credit.acknowledge(arrived.payloadBytes, this.#parts.clock.monotonic() - arrived.atMs);
    // One flush makes many frames durable: one acknowledgement for them all.
    if (this.#ackPlanned) return;
    this.#ackPlanned = true;
    setImmediate(() => this.#acknowledge());
  }

  #acknowledge(): void {
    this.#ackPlanned = false;
    if (this.#parts.signal.aborted) return;
    let last: Arrived | undefined;
    let storedBytes = 0;
    while (this.#arrived[0]?.durable === true) {
      last = this.#arrived.shift()!;
      this.#appended--;
      storedBytes += last.storedBytes;
    }
    if (last === undefined) return;
    try {
      failpoint('backup.frame.durable');
      this.#parts.send({ ack: { seq: last.seq, creditBytes: this.#parts.credit.grant(), storedBytes, serverMs: Math.round(this.#parts.clock.monotonic() - last.atMs) } });
      failpoint('backup.frame.acknowledged');
    } catch (error) {
      this.#parts.fail(error, false);
      return;
    }
    this.#parts.onRoom();
    if (this.busy) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}

/** Manifests are mostly hashes: they would say so of every run. A raw frame may be one that nobody tried to compress, so its bytes are looked at. */
function isIncompressible({ codec, payload, plainBytes, holdsManifest }: VerifiedFrame): boolean {
  if (holdsManifest || payload.length < plainBytes * (1 - LEAST_GAIN)) return false;
  return codec !== CODEC.raw || looksIncompressible(payload);
}
