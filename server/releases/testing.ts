// A key ceremony for tests: whoever holds the offline keys, and archives of a few bytes.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { addSignature, makeRoot, makeTargets, parseMetadata, parsePublicKey, releasePath, signingKey, type SigningKey } from '../../shared/release/index.js';
import type { Platform, ReleaseTarget } from '../../shared/release/types.js';

export const DAY_MS = 86_400_000;

export interface TestArchive {
  bytes: Buffer;
  sha256: string;
  release: Omit<ReleaseTarget, 'path'>;
  path: string;
}

export const newKey = (): SigningKey => signingKey(generateKeyPairSync('ed25519').privateKey);

export function testArchive(version: string, platform: Platform = 'linux-x64', length = 300_000): TestArchive {
  const bytes = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), randomBytes(length - 4)]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, sha256, release: { version, platform, channels: ['stable'], launcher: 1, bytes: length, sha256 }, path: releasePath(version, platform) };
}

export class TestCeremony {
  rootKeys = [newKey(), newKey(), newKey()];
  targetsKey = newKey();

  constructor(
    private readonly nowMs: () => number,
    /** server-key.json of the server. */
    private readonly serverKey: Buffer,
  ) {}

  root(version: number, { signers = 2, serverKeys = [parsePublicKey(this.serverKey.toString(), 'server-key.json')], also = [] as SigningKey[], threshold = 1 } = {}): Buffer {
    const online = { keys: serverKeys, threshold };
    const roles = { root: { keys: this.rootKeys.map((key) => key.public), threshold: 2 }, targets: { keys: [this.targetsKey.public], threshold: 1 }, snapshot: online, timestamp: online };
    let file = makeRoot({ roles, version, expiresMs: this.nowMs() + 365 * DAY_MS });
    for (const key of [...this.rootKeys.slice(0, signers), ...also]) file = parseMetadata('root', addSignature(file, key), 'root');
    return file.bytes;
  }

  targets(version: number, archives: TestArchive[], { days = 365, minimumVersion = null as string | null, key = this.targetsKey } = {}): Buffer {
    return addSignature(makeTargets({ version, expiresMs: this.nowMs() + days * DAY_MS, minimumVersion, releases: archives.map(({ release }) => release) }), key);
  }
}
