// Worker threads run compiled JavaScript. From the sources (unit tests) a worker's file is looked up in dist/.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** URL to start a Worker from. `name` is relative to the importing module, with the `.js` suffix; `base` is its import.meta.url. */
export function workerEntry(name: string, base: string): URL {
  const url = new URL(name, base);
  if (!base.endsWith('.ts')) return url;
  const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
  return pathToFileURL(path.join(root, 'dist', path.relative(root, fileURLToPath(url))));
}
