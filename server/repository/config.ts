// What never changes in a repository: its id, format version and chunking parameters. A small file, written once, checked before
// anything else is touched; the journal's first record repeats it.
import { randomBytes } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ensureDirectory, exists, readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { blake3 } from '../../shared/hash/hash.js';
import { canonicalJson } from '../../shared/store/canonical-json.js';
import { layoutOf } from './layout.js';

export const REPOSITORY_FORMAT = 2;
/** Older ones are upgraded when they are opened: upgrade.ts. */
const OLDEST_FORMAT = 1;
const MAX_CONFIG_BYTES = 64 << 10;
const CHECK_CHARS = 32;

/** Sizes in bytes; docs/formats.md, Chunking. */
export interface ChunkingParameters {
  version: number;
  minBytes: number;
  averageBytes: number;
  maxBytes: number;
  fixedBytes: number;
}

export const DEFAULT_CHUNKING: ChunkingParameters = { version: 1, minBytes: 16 << 10, averageBytes: 64 << 10, maxBytes: 256 << 10, fixedBytes: 64 << 10 };

export interface RepositoryConfig {
  format: number;
  /** 32 hexadecimal digits. */
  id: string;
  madeMs: number;
  chunking: ChunkingParameters;
  epoch: number;
  /** The journal has no records up to this one: 0, unless it was rebuilt from packs that lacked some. */
  journalStart: number;
  /** No checkpoint was found either when it was rebuilt: what those records said is lost. */
  stateLost?: true;
}

/** Makes an empty repository's directories and configuration. EXISTS when there is one. */
export async function initRepository(dataDir: string, options: { vfs: Vfs; nowMs: number; chunking?: ChunkingParameters; id?: Buffer }): Promise<RepositoryConfig> {
  const { vfs } = options;
  const layout = layoutOf(dataDir);
  if (await exists(layout.config, vfs)) throw new FarvaultError('EXISTS', `${dataDir} holds a repository already`, { remedy: 'Choose another directory.' });
  for (const directory of [dataDir, layout.packs, layout.journal, layout.quarantine]) await ensureDirectory(directory, vfs);
  for (const directory of [layout.packs, layout.journal]) {
    if ((await vfs.readdir(directory)).length > 0) {
      throw new FarvaultError('EXISTS', `${directory} is not empty, but ${layout.config} is missing`, { remedy: 'Put the configuration file back from a copy, or run "backupd rebuild --from-packs".' });
    }
  }
  const config: RepositoryConfig = { format: REPOSITORY_FORMAT, id: (options.id ?? randomBytes(16)).toString('hex'), madeMs: options.nowMs, chunking: options.chunking ?? DEFAULT_CHUNKING, epoch: 1, journalStart: 0 };
  await writeConfig(layout.config, config, vfs);
  return config;
}

export async function writeConfig(file: string, config: RepositoryConfig, vfs: Vfs): Promise<void> {
  const text = canonicalJson(config);
  await writeFileDurable(file, Buffer.from(`${text}\n${checkOf(text)}\n`), 0o600, vfs);
}

/** NOT_FOUND when the directory holds no repository; FORMAT, with nothing touched, when its format is newer than this program. */
export async function readConfig(file: string, vfs: Vfs): Promise<RepositoryConfig> {
  const bytes = await readSmallFile(file, MAX_CONFIG_BYTES, vfs);
  if (bytes === null) throw new FarvaultError('NOT_FOUND', `there is no repository: ${file} is missing`, { remedy: 'Run "backupd init" first, or name the right data directory.' });
  return parseConfig(bytes.toString('utf8'), file);
}

function parseConfig(content: string, file: string): RepositoryConfig {
  const [text = '', check = ''] = content.split('\n');
  const damaged = new FarvaultError('CORRUPT', `${file} does not verify`, { remedy: 'Put it back from a copy of the data directory.' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged;
  }
  const format = fieldOf(value, 'format');
  refuseNewerFormat(format, file);
  if (check !== checkOf(text)) throw damaged;
  const config = value as RepositoryConfig;
  if (typeof format !== 'number' || !Number.isInteger(format) || format < OLDEST_FORMAT || !/^[0-9a-f]{32}$/.test(config.id)) throw damaged;
  return config;
}

/** FORMAT when `format` is newer than this program. */
export function refuseNewerFormat(format: unknown, where: string): void {
  if (typeof format !== 'number' || format <= REPOSITORY_FORMAT) return;
  throw new FarvaultError('FORMAT', `${where}: the repository has format ${format}; this program reads up to ${REPOSITORY_FORMAT}`, { remedy: 'Use a newer backupd. Nothing has been changed.' });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function checkOf(text: string): string {
  return blake3(Buffer.from(text)).toString('hex').slice(0, CHECK_CHARS);
}
