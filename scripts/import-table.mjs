// Who may import whom. docs/architecture.md shows the same table; scripts/check-imports.mjs enforces it.
// A rule is the first one whose `from` prefixes the file; `may` are path prefixes. Files inside the same `from` may always import each other.
const low = ['shared/errors/', 'shared/hash/', 'shared/time/', 'shared/async/', 'shared/failpoints/', 'shared/fs/', 'shared/sys/'];
const formats = [...low, 'shared/chunking/', 'shared/codec/', 'shared/format/'];
const plumbing = [...formats, 'shared/store/', 'shared/rpc/', 'shared/config/', 'shared/service/'];
const sharedAll = ['shared/'];
const domains = ['repository', 'snapshots', 'sessions', 'fleet', 'jobs', 'runs', 'logs', 'pki', 'audit', 'policies', 'desired', 'resources', 'reports', 'schedule', 'alerts', 'delivery', 'secrets', 'releases', 'rollouts', 'retention', 'lifecycle', 'gc', 'verification', 'drills', 'copies', 'statistics'];
const publicFaces = ['server/repository/types.ts', 'server/resources/types.ts', ...domains.map((name) => `server/${name}/index.ts`)];

/** Lists that stand under a name in the docs; the longest first. */
export const GROUPS = { plumbing, formats, low, 'public faces': publicFaces };

export const IMPORT_TABLE = [
  { from: 'shared/errors/', may: [] },
  { from: 'shared/time/', may: ['shared/errors/'] },
  { from: 'shared/hash/', may: ['shared/errors/'] },
  { from: 'shared/failpoints/', may: ['shared/errors/'] },
  { from: 'shared/async/', may: ['shared/errors/', 'shared/time/'] },
  { from: 'shared/sys/', may: ['shared/errors/', 'shared/async/'] },
  { from: 'shared/fs/', may: low },
  { from: 'shared/chunking/', may: low },
  { from: 'shared/codec/', may: [...low, 'shared/format/limits.ts'] },
  { from: 'shared/format/', may: low },
  { from: 'shared/settings/', may: ['shared/errors/', 'shared/time/', 'shared/schedule/'] },
  { from: 'shared/store/', may: formats },
  { from: 'shared/release/', may: [...formats, 'shared/store/canonical-json.ts', 'shared/config/', 'shared/settings/'] },
  { from: 'shared/rpc/', may: plumbing },
  { from: 'shared/config/', may: plumbing },
  { from: 'shared/service/', may: plumbing },
  { from: 'shared/schedule/', may: [...low, 'shared/settings/'] },
  { from: 'shared/restore/', may: plumbing },
  { from: 'agent/sources/', may: [...sharedAll, 'agent/scan/'] },
  { from: 'agent/scan/', may: [...sharedAll, 'agent/sources/'] },
  { from: 'agent/backup/', may: [...sharedAll, 'agent/sources/', 'agent/scan/'] },
  { from: 'agent/restore/', may: [...sharedAll, 'agent/sources/', 'agent/scan/'] },
  { from: 'agent/', may: [...sharedAll, 'agent/'] },
  // Other domains only through their index.ts; server/repository/types.ts is its public contract.
  ...domains.map((name) => ({
    from: `server/${name}/`,
    may: [...sharedAll, ...publicFaces],
  })),
  { from: 'server/rpc/', may: [...sharedAll, ...publicFaces] },
  { from: 'server/http/', may: [...sharedAll, ...publicFaces] },
  { from: 'server/', may: [...sharedAll, 'server/'] },
  { from: 'backupctl/', may: ['shared/settings/', 'shared/release/', 'shared/codec/', 'shared/rpc/', 'shared/config/', 'shared/errors/', 'shared/restore/', 'shared/format/', 'shared/service/', 'shared/time/', 'shared/async/', 'shared/fs/', 'shared/sys/lock.ts'] },
  { from: 'scripts/', may: ['shared/', 'agent/', 'server/', 'backupctl/', 'test/', 'bench/'] },
  { from: 'test/', may: ['scripts/release/', 'shared/', 'agent/', 'server/', 'backupctl/', 'bench/'] },
  { from: 'bench/', may: ['shared/', 'agent/', 'server/', 'backupctl/', 'test/'] },
];
