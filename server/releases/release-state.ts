// Which releases the server carries, as it follows from the journal: the chain of roots, the newest targets, and the archives that lie in DIR/releases.
import type { ReleaseTarget } from '../../shared/release/types.js';
import type { JournalRecord, StateReducer } from '../repository/types.js';

/** A signed file as it was taken in. */
export interface ImportedFile {
  version: number;
  /** Of the file's bytes, hexadecimal. */
  sha256: string;
  expiresMs: number;
}

export interface ImportedRoot extends ImportedFile {
  /** As key ceremonies show it. */
  fingerprint: string;
}

export interface ImportedTargets extends ImportedFile {
  minimumVersion: string | null;
  targets: ReleaseTarget[];
}

export interface ImportedArchive {
  sha256: string;
  bytes: number;
  importedMs: number;
  /** Targets have listed it. */
  wasListed: boolean;
}

interface Saved {
  roots: ImportedRoot[];
  targets: ImportedTargets | null;
  archives: ImportedArchive[];
}

export class ReleaseState implements StateReducer {
  readonly name = 'releases';
  readonly mayBeAbsent = true as const;
  #roots: ImportedRoot[] = [];
  #targets: ImportedTargets | null = null;
  readonly #archives = new Map<string, ImportedArchive>();

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'release.root-imported') this.#roots.push({ ...fileOf(body), fingerprint: body['fingerprint'] as string });
    else if (body.kind === 'release.targets-imported') {
      this.#targets = { ...fileOf(body), minimumVersion: body['minimumVersion'] as string | null, targets: body['targets'] as ReleaseTarget[] };
      for (const archive of this.#archives.values()) archive.wasListed ||= this.isListed(archive.sha256);
    } else if (body.kind === 'release.archive-imported') {
      const sha256 = body['sha256'] as string;
      this.#archives.set(sha256, { sha256, bytes: body['bytes'] as number, importedMs: timeMs, wasListed: false });
    } else if (body.kind === 'release.archives-removed') {
      for (const { sha256 } of body['archives'] as { sha256: string }[]) this.#archives.delete(sha256);
    } else if (body.kind === 'release.forgotten') {
      this.#roots = [];
      this.#targets = null;
      this.#archives.clear();
    }
  }

  save(): unknown {
    return { roots: this.#roots, targets: this.#targets, archives: [...this.#archives.values()] } satisfies Saved;
  }

  load(saved: unknown): void {
    const { roots, targets, archives } = saved as Saved;
    this.#roots = [...roots];
    this.#targets = targets;
    this.#archives.clear();
    for (const archive of archives) this.#archives.set(archive.sha256, archive);
  }

  /** The chain from the first on; versions count from 1. */
  get roots(): readonly ImportedRoot[] {
    return this.#roots;
  }

  get targets(): ImportedTargets | null {
    return this.#targets;
  }

  archive(sha256: string): ImportedArchive | undefined {
    return this.#archives.get(sha256);
  }

  archives(): ImportedArchive[] {
    return [...this.#archives.values()];
  }

  /** Those that the newest targets list. */
  isListed(sha256: string): boolean {
    return this.#targets?.targets.some((target) => target.sha256 === sha256) === true;
  }
}

function fileOf(body: JournalRecord['body']): ImportedFile {
  return { version: body['version'] as number, sha256: body['sha256'] as string, expiresMs: body['expiresMs'] as number };
}
