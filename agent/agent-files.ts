// The agent's data directory (0700): agent.json is its administrator's, identity.json its own, runs/ what the server has not recorded yet.
import { chmod, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError } from '../shared/errors/errors.js';
import { parseTable } from '../shared/config/json-file.js';
import { readSmallFile, writeFileDurable } from '../shared/fs/durable-file.js';
import { isChannel } from '../shared/release/index.js';
import { DEFAULT_CHANNEL, STATE_FORMAT, STATE_FORMAT_READ } from '../shared/release/types.js';
import { normaliseAddress } from '../shared/rpc/address.js';
import { tryLock } from '../shared/sys/lock.js';
import { hookFaults, type HookPrograms } from './hooks/hook-config.js';

const FILE_BYTES = 256 * 1024;
export const DEFAULT_RESTORE_ROOT = '/var/lib/farvault/restore';

/** What the machine's administrator decides. */
export interface AgentConfig {
  /** Tried before the addresses that the server tells. */
  servers: string[];
  /** Centrally ordered restores write only below these. */
  restoreRoots: string[];
  /** Programs that jobs may name to be run before and after them. */
  hooks: HookPrograms;
  /** Updates are taken from. */
  channel: string;
}

/** What enrolment and renewal gave. Machine-written, replaced as a whole. */
export interface AgentIdentity {
  addresses: string[];
  repositoryId: string;
  /** The highest that a server of the repository has had. Not in the file until it is more than 1. */
  epoch?: number;
  agentId: string;
  office: string;
  name: string;
  /** PEM. */
  ca: string;
  certificate: string;
  key: string;
}

export interface AgentPaths {
  config: string;
  identity: string;
  lock: string;
  status: string;
  runs: string;
  cache: string;
  hooks: string;
  schedule: string;
  update: string;
  format: string;
}

export function agentPaths(dataDir: string): AgentPaths {
  const at = (name: string): string => path.join(dataDir, name);
  return { config: at('agent.json'), identity: at('identity.json'), lock: at('LOCK'), status: at('status.json'), runs: at('runs'), cache: at('cache'), hooks: at('hooks'), schedule: at('schedule'), update: at('update'), format: at('format.json') };
}

function addressFault(addresses: string[]): string | undefined {
  for (const address of addresses) {
    try {
      normaliseAddress(address);
    } catch {
      return `holds '${address}', which is not HOST or HOST:PORT`;
    }
  }
  return undefined;
}

function rootsFault(roots: string[]): string | undefined {
  // They stand in a unit, too.
  const wrong = roots.find((root) => !path.isAbsolute(root) || /\p{Cc}/u.test(root));
  return wrong === undefined ? undefined : `holds '${wrong}', which is not an absolute path`;
}

export function parseAgentConfig(text: string, file: string): AgentConfig {
  return parseTable<AgentConfig>(
    text,
    file,
    {
      servers: { kind: 'strings', fallback: [], check: addressFault },
      restoreRoots: { kind: 'strings', fallback: [DEFAULT_RESTORE_ROOT], check: rootsFault },
      hooks: { kind: 'object', fallback: {}, inside: hookFaults },
      channel: { kind: 'string', fallback: DEFAULT_CHANNEL, check: (channel: string) => (isChannel(channel) ? undefined : 'is no name of a channel') },
    },
    'Correct the file, or remove it to have the defaults.',
  );
}

function parseIdentity(text: string, file: string): AgentIdentity {
  const text_ = { kind: 'string' } as const;
  return parseTable<AgentIdentity>(
    text,
    file,
    { addresses: { kind: 'strings', check: addressFault }, repositoryId: text_, epoch: { kind: 'number', fallback: 1, check: (epoch: number) => (Number.isSafeInteger(epoch) && epoch >= 1 ? undefined : 'is no epoch') }, agentId: text_, office: text_, name: text_, ca: text_, certificate: text_, key: text_ },
    'The file is not to be edited; enrol this machine anew in another directory.',
  );
}

export async function readAgentConfig(dataDir: string): Promise<AgentConfig> {
  const file = agentPaths(dataDir).config;
  const bytes = await readSmallFile(file, FILE_BYTES);
  return parseAgentConfig(bytes === null ? '{}' : bytes.toString(), file);
}

export async function writeAgentConfig(dataDir: string, config: AgentConfig): Promise<void> {
  await writeFileDurable(agentPaths(dataDir).config, Buffer.from(JSON.stringify(config, null, 2) + '\n'));
}

/** Null: not enrolled. */
export async function readIdentity(dataDir: string): Promise<AgentIdentity | null> {
  const file = agentPaths(dataDir).identity;
  const bytes = await readSmallFile(file, FILE_BYTES);
  return bytes === null ? null : parseIdentity(bytes.toString(), file);
}

/** An earlier version, which an update may go back to, knows no epoch. */
export async function writeIdentity(dataDir: string, { epoch = 1, ...identity }: AgentIdentity): Promise<void> {
  await writeFileDurable(agentPaths(dataDir).identity, Buffer.from(JSON.stringify(epoch === 1 ? identity : { ...identity, epoch }, null, 2) + '\n'));
}

/** Which format the directory's files are of; null: nothing was written yet. REFUSED: newer than this version reads. */
export async function checkFormat(dataDir: string): Promise<number | null> {
  const file = agentPaths(dataDir).format;
  const bytes = await readSmallFile(file, FILE_BYTES);
  if (bytes === null) return null;
  const { format } = parseTable<{ format: number }>(bytes.toString(), file, { format: { kind: 'number' } }, 'The file is not to be edited.');
  if (format > STATE_FORMAT_READ) throw new FarvaultError('REFUSED', `${dataDir} was written by a newer version: its format is ${format}, and this one reads up to ${STATE_FORMAT_READ}`, { remedy: 'Start the newer version; this one would not understand what it finds.' });
  return format;
}

/** Makes the directory, closed to others, and takes it for this process. REFUSED when another has it, or a newer version has written it. */
export async function claimDataDir(dataDir: string): Promise<{ release(): Promise<void> }> {
  const format = await checkFormat(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const handle = await open(agentPaths(dataDir).lock, 'a', 0o600);
  if (!tryLock(handle.fd)) {
    await handle.close();
    throw new FarvaultError('REFUSED', `another backup-agent uses ${dataDir}`, { remedy: 'Stop it first; one data directory serves one process.' });
  }
  if (format === null || format < STATE_FORMAT) await writeFileDurable(agentPaths(dataDir).format, Buffer.from(`${JSON.stringify({ format: STATE_FORMAT })}\n`));
  return { release: () => handle.close() };
}
