import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ReleaseManifest } from '../../shared/release/types.js';

/** The version in a slot. Throws unless each file that its manifest lists is there as it lists it. */
export async function wholeSlot(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'release.json'), 'utf8')) as ReleaseManifest;
  for (const { path: name, bytes, sha256, mode } of manifest.files) {
    const file = path.join(folder, name);
    const found = await readFile(file);
    if (found.length !== bytes || createHash('sha256').update(found).digest('hex') !== sha256) throw new Error(`${file} is not what the manifest of ${manifest.version} lists`);
    if (((await stat(file)).mode & 0o111) !== (mode & 0o111)) throw new Error(`${file} has another mode than the manifest of ${manifest.version} lists`);
  }
  return manifest.version;
}
