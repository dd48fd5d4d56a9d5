// Marks what snapshots refer to. A manifest is read as chunks: root, index chunks, manifest chunks, each once however many snapshots share it. Whatever cannot be read or decoded
// ends it: what an unreadable manifest refers to is not known, so nothing may be taken for garbage.
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot } from '../../shared/format/manifest-index.js';
import { listReferences } from '../../shared/format/manifest-reader.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { LiveSet } from './live-set.js';
import type { Pace } from './pace.js';
import type { ManifestSource, Root } from './types.js';

/** Manifests read side by side. */
const SNAPSHOTS_IN_FLIGHT = 4;

export interface MarkerParts {
  reader: ManifestSource;
  live: LiveSet;
  pace: Pace;
  /** A snapshot is marked. */
  onMarked(): void;
}

export class Marker {
  readonly #parts: MarkerParts;
  /** Chunks that were read as part of a manifest. Apart from the live ones, and exact: a chunk may be live as content of a file, or told to be held, before it is met as a manifest chunk. */
  readonly #descended = new IdTable(0);

  constructor(parts: MarkerParts) {
    this.#parts = parts;
  }

  /** Marks all of `roots`. */
  async mark(roots: readonly Root[], signal: AbortSignal): Promise<void> {
    let next = 0;
    const failed = new AbortController();
    const both = AbortSignal.any([signal, failed.signal]);
    const work = async (): Promise<void> => {
      while (next < roots.length) {
        const root = roots[next++];
        try {
          await this.#markOne(Buffer.from(root.rootId, 'hex'), both);
        } catch (error) {
          signal.throwIfAborted();
          const reason = failed.signal.aborted ? (failed.signal.reason as unknown) : unreadable(root.id, error);
          failed.abort(reason);
          throw reason;
        }
        this.#parts.onMarked();
      }
    };
    await Promise.all(Array.from({ length: SNAPSHOTS_IN_FLIGHT }, work));
  }

  async #markOne(rootId: Buffer, signal: AbortSignal): Promise<void> {
    if (!this.#claim(rootId)) return;
    for (const { id } of decodeRoot(await this.#parts.reader.readOne(rootId)).items) {
      await this.#parts.pace.step(signal);
      if (!this.#claim(id)) continue;
      const chunks = decodeIndexChunk(await this.#parts.reader.readOne(id)).filter((item) => this.#claim(item.id));
      await this.#markReferences(Buffer.concat(chunks.map((item) => item.id)), signal);
    }
  }

  async #markReferences(manifestIds: Buffer, signal: AbortSignal): Promise<void> {
    const { reader, live, pace } = this.#parts;
    if (manifestIds.length === 0) return;
    for await (const chunk of reader.read(manifestIds, signal)) {
      live.addAll(listReferences(chunk).ids);
      await pace.step(signal);
    }
  }

  /** True: nobody has read it, and the caller does. It is live from now on. */
  #claim(id: Buffer): boolean {
    if (id.length !== ID_BYTES || this.#descended.has(id, 0)) return false;
    this.#descended.add(id, 0);
    this.#parts.live.add(id, 0);
    return true;
  }
}

function unreadable(snapshot: string, cause: unknown): unknown {
  if (!isFarvaultError(cause) || cause.code === 'CANCELLED') return cause;
  return new FarvaultError(cause.code, `the manifest of snapshot ${snapshot} cannot be read: ${messageOf(cause)}; nothing was removed`, {
    remedy: `Back up its job again, which sends what is lost once more, or run backupctl repair; else restore what can be restored and give the snapshot up with backupctl snapshot delete ${snapshot}. Nothing is collected until then.`,
    cause,
  });
}
