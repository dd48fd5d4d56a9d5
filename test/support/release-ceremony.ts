// The offline side of releases, as a test plays it: keys, root and targets signed here, then brought to a server.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { initialTrust, addSignature, makeRoot, makeTargets, parsePublicKey, signingKey, type SigningKey } from '../../shared/release/index.js';
import { DEFAULT_CHANNEL, type ReleaseTarget } from '../../shared/release/types.js';
import { parseMetadata } from '../../shared/release/metadata.js';
import type { ImportReleaseHead } from '../../shared/rpc/gen/farvault/v1/ImportReleaseHead.js';
import type { TestRelease } from './release-rig.js';
import type { UpdateSite } from './update-rig.js';

const YEAR_MS = 365 * 86_400_000;
const PART_BYTES = 256 * 1024;
const LAUNCHER = 1;
const UNAVAILABLE = 14;
const ATTEMPTS = 5;
const AGAIN_MS = 1_000;

const newKey = (): SigningKey => signingKey(generateKeyPairSync('ed25519').privateKey);

export class Ceremony {
  #targetsVersion = 0;
  readonly #listed: Omit<ReleaseTarget, 'path'>[] = [];

  private constructor(
    private readonly site: UpdateSite,
    private readonly targetsKey: SigningKey,
    /** What agents are installed with. */
    readonly root: Buffer,
  ) {}

  /** Makes keys and the first root, and brings it to the server. */
  static async hold(site: UpdateSite): Promise<Ceremony> {
    const { data } = await site.call((admin) => admin.getReleaseFile.bind(admin), { name: 'server-key.json' });
    const online = { keys: [parsePublicKey(data.toString(), 'server-key.json')], threshold: 1 };
    const rootKeys = [newKey(), newKey(), newKey()];
    const targetsKey = newKey();
    const roles = { root: { keys: rootKeys.map((key) => key.public), threshold: 2 }, targets: { keys: [targetsKey.public], threshold: 1 }, snapshot: online, timestamp: online };
    let root = makeRoot({ roles, version: 1, expiresMs: Date.now() + YEAR_MS }).bytes;
    for (const key of rootKeys.slice(0, 2)) root = addSignature(parseMetadata('root', root, 'root.json'), key);
    initialTrust(root);
    const ceremony = new Ceremony(site, targetsKey, root);
    await ceremony.#bring({ kind: 'root', name: '1.root.json' }, root);
    return ceremony;
  }

  /** Archives first, then targets that list them and all before them. */
  async publish(releases: TestRelease[]): Promise<void> {
    for (const { file, version, platform, bytes, sha256 } of releases) {
      await this.#bring({ kind: 'archive', name: path.basename(file) }, readFileSync(file));
      this.#listed.push({ version, platform, channels: [DEFAULT_CHANNEL], launcher: LAUNCHER, bytes, sha256 });
    }
    const version = ++this.#targetsVersion;
    const targets = addSignature(makeTargets({ releases: this.#listed, minimumVersion: null, version, expiresMs: Date.now() + YEAR_MS }), this.targetsKey);
    await this.#bring({ kind: 'targets', name: `${version}.targets.json` }, targets);
  }

  /** Again when the line was the reason. */
  async #bring(what: Pick<ImportReleaseHead, 'kind' | 'name'>, bytes: Buffer): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#bringOnce(what, bytes);
      } catch (error) {
        if ((error as { code?: number }).code !== UNAVAILABLE || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  #bringOnce(what: Pick<ImportReleaseHead, 'kind' | 'name'>, bytes: Buffer): Promise<void> {
    const head: ImportReleaseHead = { ...what, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest() };
    const call = this.site.connection.admin.importRelease();
    return new Promise((resolve, reject) => {
      call.on('data', () => undefined);
      call.on('error', reject);
      call.on('end', resolve);
      call.write({ head });
      for (let at = 0; at < bytes.length; at += PART_BYTES) call.write({ data: bytes.subarray(at, at + PART_BYTES) });
      call.end();
    });
  }
}
