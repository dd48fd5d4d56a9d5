// Offers of one stream and their proofs. Look-ups run side by side; answers leave in the order of the offers.
import type { BackupReply } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { Offer__Output } from '../../shared/rpc/gen/farvault/v1/Offer.js';
import type { Proof__Output } from '../../shared/rpc/gen/farvault/v1/Proof.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { Clock } from '../../shared/time/clock.js';
import type { IdSet } from './id-set.js';
import { MAX_OFFER_IDS, MAX_OPEN_CHALLENGES, OFFERS_IN_PROGRESS, PROOFS_IN_PROGRESS } from './limits.js';
import { DIGEST_BYTES, newChallenge, proves } from './proof.js';
import type { ToldHeld } from './told-held.js';
import type { ChunkReader, Grants, UploadRepository } from './types.js';

const STATE = { wanted: 0, held: 1, prove: 2 } as const;

interface Challenge {
  key: Buffer;
  ids: Buffer;
}

export interface OfferDeskParts {
  officeId: string;
  repository: Pick<UploadRepository, 'locate'>;
  grants: Grants;
  chunks: ChunkReader;
  /** What this stream has learned to be held and this office's. */
  known: IdSet;
  told: Pick<ToldHeld, 'during'>;
  random: (bytes: number) => Buffer;
  send(reply: BackupReply): void;
  fail(error: unknown): void;
  /** A proof was wrong. */
  onWrongProof(chunks: number): void;
  /** There may be room again. */
  onRoom(): void;
  clock: Clock;
  signal: AbortSignal;
}

export class OfferDesk {
  readonly #parts: OfferDeskParts;
  readonly #challenges = new Map<number, Challenge>();
  #lastSeq = 0;
  #offers = 0;
  #proofs = 0;
  /** Resolves when all that has come so far has been answered. */
  #answered: Promise<void> = Promise.resolve();
  #proven: Promise<void> = Promise.resolve();

  constructor(parts: OfferDeskParts) {
    this.#parts = parts;
  }

  get full(): boolean {
    return this.#offers >= OFFERS_IN_PROGRESS || this.#proofs >= PROOFS_IN_PROGRESS;
  }

  async drained(): Promise<void> {
    await this.#answered;
    await this.#proven;
  }

  offer({ seq, ids }: Offer__Output): void {
    if (seq <= this.#lastSeq) throw new FarvaultError('INVALID', `offer ${seq} after offer ${this.#lastSeq}`);
    if (ids.length === 0 || ids.length % ID_BYTES !== 0 || ids.length > MAX_OFFER_IDS * ID_BYTES) {
      throw new FarvaultError('INVALID', `an offer of ${ids.length} bytes of ids`);
    }
    this.#lastSeq = seq;
    this.#offers++;
    const atMs = this.#parts.clock.monotonic();
    const states = this.#lookUp(ids);
    const before = this.#answered;
    const answered = this.#inTurn(before, states, (found) => {
      this.#offers--;
      this.#answer(seq, ids, found, Math.round(this.#parts.clock.monotonic() - atMs));
    });
    this.#answered = this.#parts.told.during(answered);
  }

  proof({ seq, digest }: Proof__Output): void {
    if (digest.length !== DIGEST_BYTES) throw new FarvaultError('INVALID', `a proof of ${digest.length} bytes`);
    const challenge = this.#challenges.get(seq);
    this.#challenges.delete(seq);
    this.#proofs++;
    this.#proven = this.#parts.told.during(this.#checkProof(this.#proven, seq, digest, challenge));
  }

  /** Held: durable, journalled (the index says so only then), and this office may refer to it. */
  async #lookUp(ids: Buffer): Promise<Uint8Array> {
    const { repository, grants, known, officeId } = this.#parts;
    const places = await repository.locate(ids);
    const states = new Uint8Array(places.length).fill(STATE.wanted);
    // Only of what is here it matters who may refer to it: a first backup asks the view of grants for nothing.
    const here: number[] = [];
    for (let i = 0; i < places.length; i++) {
      if (places[i] === null) continue;
      if (known.has(ids, i * ID_BYTES)) states[i] = STATE.held;
      else here.push(i);
    }
    if (here.length === 0) return states;
    const asked = here.length === places.length ? ids : Buffer.concat(here.map((i) => ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES)));
    const granted = await grants.has(officeId, asked);
    for (let n = 0; n < here.length; n++) states[here[n]] = granted[n] === 1 ? STATE.held : STATE.prove;
    return states;
  }

  async #inTurn(before: Promise<void>, states: Promise<Uint8Array>, then: (states: Uint8Array) => void): Promise<void> {
    try {
      const [found] = await Promise.all([states, before]);
      if (this.#parts.signal.aborted) return;
      then(found);
      this.#parts.onRoom();
    } catch (error) {
      this.#parts.fail(error);
    }
  }

  #answer(seq: number, ids: Buffer, states: Uint8Array, serverMs: number): void {
    const toProve: Buffer[] = [];
    for (let i = 0; i < states.length; i++) {
      if (states[i] === STATE.held) this.#parts.known.add(ids, i * ID_BYTES);
      if (states[i] === STATE.prove) toProve.push(ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES));
    }
    if (toProve.length === 0) {
      this.#parts.send({ answer: { seq, states, serverMs } });
      return;
    }
    const key = newChallenge(this.#parts.random);
    this.#challenges.set(seq, { key, ids: Buffer.concat(toProve) });
    // One that is never answered must not fill the table; its chunks then count as wanted.
    if (this.#challenges.size > MAX_OPEN_CHALLENGES) this.#challenges.delete(this.#challenges.keys().next().value!);
    this.#parts.send({ answer: { seq, states, challenge: key, serverMs } });
  }

  /** Between the challenge and the proof a chunk may have become garbage that is on its way out: it can be read, and must not be relied upon. */
  async #stillHeld(ids: Buffer): Promise<boolean> {
    return !(await this.#parts.repository.locate(ids)).includes(null);
  }

  /** One at a time: a proof reads all its chunks. */
  async #checkProof(before: Promise<void>, seq: number, digest: Buffer, challenge: Challenge | undefined): Promise<void> {
    const { officeId, grants, known, signal } = this.#parts;
    try {
      await before;
      if (signal.aborted) return;
      const provable = challenge !== undefined && (await this.#stillHeld(challenge.ids));
      const verdict = provable ? await proves(this.#parts.chunks, challenge.key, challenge.ids, digest, signal) : 'unreadable';
      if (signal.aborted) return;
      this.#proofs--;
      if (challenge !== undefined && verdict === 'right') {
        await grants.ready();
        grants.add(officeId, challenge.ids);
        known.addAll(challenge.ids);
        failpoint('backup.proof.accepted');
      } else if (challenge !== undefined && verdict === 'wrong') {
        this.#parts.onWrongProof(challenge.ids.length / ID_BYTES);
      }
      this.#parts.send({ proofResult: { seq, accepted: verdict === 'right' } });
      this.#parts.onRoom();
    } catch (error) {
      this.#parts.fail(error);
    }
  }
}
