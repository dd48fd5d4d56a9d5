// The three programs as few files each, for a test run that starts them many hundred times: a server of one file is ready in half the time that it takes from
// the thousand files of dist/. As a release is made (scripts/release/bundle.ts), but all three, and with nothing shrunk.
import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

const PROGRAMS = ['server', 'agent', 'backupctl'];
/** Programs of the tests' own, of one file each. */
const HELPERS = ['test/fault/repository-work-main'];
/** Native, or with files of their own: found in node_modules. */
const EXTERNAL = ['koffi', '@napi-rs/blake-hash', '@cloudpss/zstd', 'lz4-napi', 'blake3', 'classic-level'];
const BANNER = "import { createRequire as createBundleRequire } from 'node:module';\nconst require = createBundleRequire(import.meta.url);";
const WORKER_CALL = /workerEntry\('\.\/([^']+)\.js'/g;

/** Workers lie in the bundle as their names in `workerEntry` say. */
function workers(program) {
  const entries = {};
  for (const folder of [program, 'shared']) {
    for (const entry of readdirSync(path.join(root, folder), { recursive: true })) {
      if (!entry.endsWith('.ts') || /testing|\.test\.ts$/.test(entry)) continue;
      for (const [, name] of readFileSync(path.join(root, folder, entry), 'utf8').matchAll(WORKER_CALL)) entries[name] = path.join(folder, path.dirname(entry), `${name}.ts`);
    }
  }
  return entries;
}

/** Gives the folder: `<program>/main.js` below it. */
export async function bundlePrograms() {
  const { build } = await import('esbuild');
  // Below node_modules, so that what is not in the bundle is found.
  const out = path.join(root, 'node_modules', '.farvault-programs');
  rmSync(out, { recursive: true, force: true });
  const bundle = (entryPoints, outdir) => build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: EXTERNAL,
    banner: { js: BANNER },
    logLevel: 'warning',
  });
  await Promise.all([
    ...PROGRAMS.map((program) => bundle({ main: `${program}/main.ts`, ...workers(program) }, path.join(out, program))),
    ...HELPERS.map((helper) => bundle({ [path.basename(helper)]: `${helper}.ts`, ...workers('server') }, path.join(out, path.dirname(helper)))),
  ]);
  for (const program of PROGRAMS) cpSync(path.join(root, 'proto'), path.join(out, program, 'proto'), { recursive: true });
  return out;
}
