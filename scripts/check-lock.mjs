// What package-lock.json may not gain unseen: a package that runs a program when it is installed, an address to fetch from, a package without a hash.
// `check-lock.mjs [LOCK]`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/run.mjs';

// Their scripts would build native parts anew or fetch them. Nothing here needs that: installs go with --ignore-scripts.
const MAY_HAVE_INSTALL_SCRIPT = ['@cloudpss/zstd', 'blake3', 'classic-level', 'esbuild', 'koffi', 'protobufjs'];

const faults = [];
const { packages } = JSON.parse(readFileSync(process.argv[2] ?? path.join(root, 'package-lock.json'), 'utf8'));
for (const [folder, entry] of Object.entries(packages)) {
  if (folder === '') continue;
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (entry.hasInstallScript === true && !MAY_HAVE_INSTALL_SCRIPT.includes(name)) faults.push(`${folder}: has an install script. Read it; if it does no harm when it does not run, add the package to scripts/check-lock.mjs.`);
  if (entry.resolved !== undefined) faults.push(`${folder}: has a "resolved" address. Which registry serves a package is the installer's choice: remove it.`);
  if (!/^sha512-/.test(entry.integrity ?? '')) faults.push(`${folder}: has no SHA-512 hash`);
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('package-lock.json: no new install script, no address');
