// Keeps the journal able to write when the disk fills: uploads are refused below a threshold of free space, and a ballast file is
// given up when even the journal finds no room. Both recover by themselves when there is space again.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { exists, removeFile } from '../../shared/fs/durable-file.js';
import type { Vfs, VfsSpace } from '../../shared/fs/vfs.js';
import type { Clock } from '../../shared/time/clock.js';

const FRESH_MS = 1_000;
/** What a start may take. */
const START_BYTES = 1 << 20;
const RECHECK_BYTES = 64 << 20;
const MAX_THRESHOLD_BYTES = 512 << 20;
const MAX_BALLAST_BYTES = 32 << 20;
const BLOCK = Buffer.alloc(1 << 20, 0x46);

export class SpaceGuard {
  #space: VfsSpace = { freeBytes: 0, totalBytes: 0 };
  #checkedMs = -Infinity;
  #spentBytes = 0;
  #ballast = false;
  #changing: Promise<void> | null = null;

  constructor(
    private readonly dataDir: string,
    private readonly ballastFile: string,
    private readonly vfs: Vfs,
    private readonly clock: Clock,
    private readonly minFreeBytes: number | undefined,
  ) {}

  async open(): Promise<void> {
    this.#ballast = await exists(this.ballastFile, this.vfs);
    await this.refresh();
    // A start writes a little, and restores need a server that runs.
    if (this.#space.freeBytes < Math.min(START_BYTES, this.#ballastBytes() / 4)) await this.giveUpBallast();
  }

  /** As of the last look, less what was written since. */
  get space(): VfsSpace {
    return { freeBytes: Math.max(0, this.#space.freeBytes - this.#spentBytes), totalBytes: this.#space.totalBytes };
  }

  /** Below it no uploads are taken. */
  get thresholdBytes(): number {
    return this.minFreeBytes ?? Math.min(MAX_THRESHOLD_BYTES, Math.floor(this.#space.totalBytes / 20));
  }

  get low(): boolean {
    return this.space.freeBytes < this.thresholdBytes;
  }

  /** Counts an upload of `bytes` about to be written; NO_SPACE when the disk is nearly full. */
  async admit(bytes: number): Promise<void> {
    const age = this.clock.monotonic() - this.#checkedMs;
    if (age > FRESH_MS || this.#spentBytes > RECHECK_BYTES) await this.#look();
    if (this.low) throw this.#nearlyFull();
    this.#spentBytes += bytes;
  }

  /** Counts a copy of what is stored, made so that the old one may go. It may use half of the reserve: on a disk that is nearly full it is what makes room. */
  async admitCopy(bytes: number): Promise<void> {
    await this.#look();
    if (this.space.freeBytes - bytes < this.thresholdBytes / 2) throw this.#nearlyFull();
    this.#spentBytes += bytes;
  }

  /** Counts a file that is about to be written; NO_SPACE when less than the reserve would be left. */
  async admitFile(bytes: number): Promise<void> {
    await this.#look();
    if (this.space.freeBytes - bytes < this.thresholdBytes) throw this.#nearlyFull();
    this.#spentBytes += bytes;
  }

  /** Looks at the disk; puts the ballast back when there is ample room. */
  async refresh(): Promise<void> {
    await this.#look();
    if (!this.#ballast && this.#space.freeBytes > this.thresholdBytes + 2 * this.#ballastBytes()) await this.#once(() => this.#placeBallast());
  }

  /** Gives the ballast's space to the journal. */
  async giveUpBallast(): Promise<void> {
    this.#checkedMs = -Infinity;
    if (!this.#ballast) return;
    await this.#once(async () => {
      failpoint('reserve.release');
      await removeFile(this.ballastFile, this.vfs);
      this.#ballast = false;
    });
  }

  #nearlyFull(): FarvaultError {
    return new FarvaultError('NO_SPACE', `the disk of the data directory is nearly full: ${this.space.freeBytes} bytes are free, ${this.thresholdBytes} are kept in reserve`, {
      remedy: 'Free space or enlarge the disk; uploads go on by themselves then. Restores are not affected.',
      retryable: true,
    });
  }

  async #look(): Promise<void> {
    this.#space = await this.vfs.space(this.dataDir);
    this.#spentBytes = 0;
    this.#checkedMs = this.clock.monotonic();
  }

  #ballastBytes(): number {
    return Math.min(MAX_BALLAST_BYTES, Math.floor(this.#space.totalBytes / 50));
  }

  async #once(work: () => Promise<void>): Promise<void> {
    while (this.#changing !== null) await this.#changing;
    this.#changing = work();
    try {
      await this.#changing;
    } finally {
      this.#changing = null;
    }
  }

  // Real bytes, so that real blocks are taken.
  async #placeBallast(): Promise<void> {
    const file = await this.vfs.open(this.ballastFile, 'create');
    try {
      const bytes = this.#ballastBytes();
      for (let at = 0; at < bytes; at += BLOCK.length) await file.write([BLOCK.subarray(0, Math.min(BLOCK.length, bytes - at))], at);
      failpoint('reserve.placed');
      await file.datasync();
      this.#ballast = true;
    } catch (error) {
      if (!isFarvaultError(error, 'NO_SPACE')) throw error;
    } finally {
      await file.close();
      if (!this.#ballast) await removeFile(this.ballastFile, this.vfs);
    }
    await this.vfs.syncDirectory(path.dirname(this.ballastFile));
  }
}
