// The agent's program as few files: one for the program, one for each worker, what they share in chunks beside them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { NATIVE_PACKAGES } from './natives.js';
import type { ReleaseFiles } from './files.js';

export interface Bundle {
  /** Below lib/. */
  files: ReleaseFiles;
  /** Folders of the packages that are inside, as package-lock.json names them. */
  packages: string[];
}

/** Packages in CommonJS call `require` for Node's own modules. */
const BANNER = "import { createRequire as createBundleRequire } from 'node:module';\nconst require = createBundleRequire(import.meta.url);";
const WORKER_CALL = /workerEntry\('(\.[^']+)\.js'/g;

/** Bundles agent/main.ts and every worker that its sources start by `workerEntry`. A worker's file lies in the bundle as its name in that call says. */
export async function bundleAgent(root: string, plugins: Plugin[] = []): Promise<Bundle> {
  const entries: Record<string, string> = { main: 'agent/main.ts' };
  for (;;) {
    const { files, metafile } = await bundleEntries(root, entries, plugins);
    const found = workersIn(root, Object.keys(metafile.inputs));
    const news = Object.entries(found).filter(([name]) => entries[name] === undefined);
    if (news.length === 0) return { files, packages: packagesIn(metafile) };
    Object.assign(entries, Object.fromEntries(news));
  }
}

async function bundleEntries(root: string, entryPoints: Record<string, string>, plugins: Plugin[]): Promise<{ files: ReleaseFiles; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: path.join(root, 'lib'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Lines and names stay as they are: a stack trace is all that comes back from an office.
    minifySyntax: true,
    legalComments: 'none',
    external: NATIVE_PACKAGES,
    banner: { js: BANNER },
    metafile: true,
    write: false,
    logLevel: 'warning',
    plugins,
  });
  const files: ReleaseFiles = new Map();
  for (const { path: file, contents } of outputFiles) files.set(path.relative(path.join(root, 'lib'), file), { bytes: Buffer.from(contents), mode: 0o644 });
  return { files, metafile };
}

function workersIn(root: string, inputs: string[]): Record<string, string> {
  const workers: Record<string, string> = {};
  for (const input of inputs.filter((file) => file.endsWith('.ts'))) {
    for (const [, name] of readFileSync(path.join(root, input), 'utf8').matchAll(WORKER_CALL)) {
      const entry = path.normalize(name);
      const source = `${path.join(path.dirname(input), name)}.ts`;
      if (workers[entry] !== undefined && workers[entry] !== source) throw new Error(`two workers would lie at lib/${entry}.js: ${workers[entry]} and ${source}`);
      workers[entry] = source;
    }
  }
  return workers;
}

function packagesIn(metafile: Metafile): string[] {
  const found = new Set<string>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder !== undefined && bytesInOutput > 0) found.add(folder);
    }
  }
  return [...found].sort();
}
