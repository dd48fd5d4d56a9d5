// Versions to update to. A version that failed on an agent is not offered to it again, so each agent needs new ones; they are made and published as they are asked for.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { VERSION } from '../../shared/config/version.js';
import { buildTestRelease, type Breakage, type TestRelease } from '../support/release-rig.js';
import { Ceremony } from '../support/release-ceremony.js';
import type { UpdateSite } from '../support/update-rig.js';

/** A server takes agents that are at most one minor version away. */
const SERIES = VERSION.split('.').slice(0, 2).join('.');
export const OLD_VERSION = `${SERIES}.1000`;
/** Made and published at once. */
const BATCH = 8;
/** Of those that crash later: soon, but after the run that proves that they back up. */
const CRASH_AFTER_MS = 1_500;

export class ReleasePool {
  readonly #made = new Map<string, Promise<string>[]>();
  #publishing: Promise<void> = Promise.resolve();
  #last = 0;

  private constructor(
    readonly ceremony: Ceremony,
    private readonly dir: string,
    /** OLD_VERSION, unpacked. */
    readonly installed: string,
  ) {}

  static async open(site: UpdateSite, dir: string): Promise<ReleasePool> {
    const installed = path.join(dir, 'installed');
    mkdirSync(installed, { recursive: true });
    const { file } = await buildTestRelease({ version: OLD_VERSION, out: dir });
    execFileSync('tar', ['--zstd', '-xf', file, '-C', installed]);
    return new ReleasePool(await Ceremony.hold(site), dir, installed);
  }

  /** The nth version (from 0) that is built so, published. */
  version(built: 'good' | Breakage, n: number): Promise<string> {
    const versions = this.#made.get(built) ?? [];
    this.#made.set(built, versions);
    while (versions.length <= n) versions.push(...this.#batch(built, built === 'good' ? BATCH : 1));
    return versions[n];
  }

  #batch(built: 'good' | Breakage, count: number): Promise<string>[] {
    const numbers = Array.from({ length: count }, () => ++this.#last);
    const published = this.#publishing.then(async () => {
      const releases: TestRelease[] = [];
      for (const number of numbers) releases.push(await buildTestRelease({ version: `${SERIES}.${1000 + number}`, out: this.dir, ...(built === 'good' ? {} : { breakage: built }), crashAfterMs: CRASH_AFTER_MS }));
      await this.ceremony.publish(releases);
      return releases.map(({ version }) => version);
    });
    this.#publishing = published.then(
      () => undefined,
      // Who asks next has them made anew.
      () => void this.#made.delete(built),
    );
    return numbers.map((_, at) => {
      const version = published.then((versions) => versions[at]);
      version.catch(() => undefined); // Of those that nobody waits for.
      return version;
    });
  }
}
