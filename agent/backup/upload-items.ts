// What an uploader sends: offers of chunks, and frames of those that are wanted.
import { FarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { STATE } from './states.js';

/** Chunks whose bytes somebody holds until `answered`. */
export interface Offer {
  /** 32 bytes each, at most 2,048. */
  ids: Uint8Array;
  /** A byte a chunk, wanted or held. */
  answered(states: Uint8Array): void;
  /** Works out the proof for the chunks of state 2 and calls `proved(seq, digest)`. */
  prove(seq: number, challenge: Uint8Array, states: Uint8Array): void;
}

export interface OutFrame {
  codec: number;
  plainBytes: number;
  ids: Uint8Array;
  lengths: number[];
  payload: Uint8Array;
  sent(): void;
  /** Durable. `storedBytes`: what the acknowledgement said its frames take, 0 when not known. */
  acked(storedBytes: number): void;
}

/** A frame whose fate a cut left open, as an offer of its chunks. The server's credit covers it, so it is sent again as a whole. */
export class Recheck implements Offer {
  readonly ids: Uint8Array;

  constructor(
    frame: OutFrame,
    private readonly decided: (wanted: boolean) => void,
  ) {
    this.ids = frame.ids;
  }

  /** A chunk that would have to be proven counts as wanted: its bytes are at hand. */
  answered(states: Uint8Array): void {
    this.decided(states.some((state) => state !== STATE.held));
  }

  prove(): void {
    throw new FarvaultError('INTERNAL', 'a frame is not proven');
  }
}

/** `sent` was said when it first left. */
export class Resent implements OutFrame {
  readonly codec: number;
  readonly plainBytes: number;
  readonly ids: Uint8Array;
  readonly lengths: number[];
  readonly payload: Uint8Array;

  constructor(private readonly frame: OutFrame) {
    ({ codec: this.codec, plainBytes: this.plainBytes, ids: this.ids, lengths: this.lengths, payload: this.payload } = frame);
  }

  sent(): void {
    // Told before.
  }

  acked(storedBytes: number): void {
    this.frame.acked(storedBytes);
  }
}

/** Whether an answer asks for one; throws when it is none to that offer. */
export function asksForProof(offer: Offer, states: Uint8Array): boolean {
  const chunks = offer.ids.length / ID_BYTES;
  if (states.length !== chunks) throw broken(`${states.length} states for ${chunks} chunks`);
  for (const state of states) if (state > STATE.prove) throw broken(`state ${state} of a chunk`);
  return states.includes(STATE.prove);
}

export function broken(what: string): FarvaultError {
  return new FarvaultError('INVALID', `the server sent ${what}`, { remedy: 'Check that agent and server run the same version.' });
}
