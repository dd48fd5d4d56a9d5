// The native parts: packages that stay as they are beside the bundle, of each only what its platform loads.
// Left out: builds for other platforms and for musl (the runtime needs glibc), libzstd as WebAssembly and as sources, and `blake3`, which only takes over where
// `@napi-rs/blake-hash` has no build: on both platforms it has one.
import type { Platform } from '../../shared/release/types.js';
import type { ReleaseFiles } from './files.js';

/** One file of a package, by its path in it. */
export type PackageReader = (name: string, file: string) => Promise<Buffer>;

/** Package, then the files of it, by the path in the release when it is another: an agent takes plain paths only. */
function partsOf(platform: Platform): Record<string, (string | { from: string; to: string })[]> {
  const [, cpu] = platform.split('-');
  return {
    koffi: ['index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs'],
    [`@koromix/koffi-linux-${cpu}`]: ['index.js', `linux_${cpu}/koffi.node`],
    '@napi-rs/blake-hash': ['index.js'],
    [`@napi-rs/blake-hash-linux-${cpu}-gnu`]: [`blake.linux-${cpu}-gnu.node`],
    '@cloudpss/zstd': [{ from: `prebuilds/linux-${cpu}/@cloudpss+zstd.${cpu === 'x64' ? 'glibc,true' : 'armv8.glibc'}.node`, to: `prebuilds/linux-${cpu}/zstd.glibc.node` }],
    'lz4-napi': ['index.js'],
    [`@antoniomuso/lz4-napi-linux-${cpu}-gnu`]: [`lz4-napi.linux-${cpu}-gnu.node`],
  };
}

/** What the bundler leaves to `require`. */
export const NATIVE_PACKAGES = ['koffi', '@napi-rs/blake-hash', '@cloudpss/zstd', 'lz4-napi', 'blake3'];

export function nativePackages(platform: Platform): string[] {
  return Object.keys(partsOf(platform)).sort();
}

/** Below lib/. */
export async function nativeFiles(platform: Platform, read: PackageReader): Promise<ReleaseFiles> {
  const files: ReleaseFiles = new Map();
  for (const [name, parts] of Object.entries(partsOf(platform))) {
    for (const part of ['package.json', ...parts]) {
      const { from, to } = typeof part === 'string' ? { from: part, to: part } : part;
      files.set(`node_modules/${name}/${to}`, { bytes: await read(name, from), mode: 0o644 });
    }
  }
  return files;
}
