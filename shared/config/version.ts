// One version for the three programs and the protocol: the package's.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest above, from the sources, from dist/ and from a release's lib/ alike. */
function readVersion(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 5; up++) {
    try {
      const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
      if (name === 'farvault' && version !== undefined) return version;
    } catch {
      // Not this folder: one further up.
    }
    folder = path.dirname(folder);
  }
  throw new Error('the package.json of farvault is missing');
}

export const VERSION: string = readVersion();
