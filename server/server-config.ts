// DIR/backupd.json: what `init` was told and `run` must know. Its administrator may edit it while backupd is stopped.
import path from 'node:path';
import os from 'node:os';
import { parseTable, type Table } from '../shared/config/json-file.js';
import { readSmallFile, writeFileDurable } from '../shared/fs/durable-file.js';
import { formatAddress, parseAddress, type Address } from '../shared/rpc/address.js';
import { isFarvaultError } from '../shared/errors/errors.js';

const FILE_BYTES = 64 * 1024;
const WILDCARDS = new Set(['', '::', '0.0.0.0']);

export interface ServerConfig {
  /** HOST or HOST:PORT, without a port: the one that is listened on. Empty: chosen from where it listens. */
  advertise: string[];
  /** How long and how much of the log is kept. logMiB 0: 2 GiB, of a small disk a twentieth. */
  logDays: number;
  logMiB: number;
}

export function serverConfigFile(dataDir: string): string {
  return path.join(dataDir, 'backupd.json');
}

function advertiseFault(addresses: string[]): string | undefined {
  try {
    for (const address of addresses) parseAddress(address);
    return undefined;
  } catch (error) {
    if (isFarvaultError(error)) return `holds what is ${error.message}`;
    throw error;
  }
}

function wholeFault(least: number, most: number): (value: number) => string | undefined {
  return (value) => (Number.isSafeInteger(value) && value >= least && value <= most ? undefined : `is not a whole number from ${least} to ${most}`);
}

const TABLE = {
  advertise: { kind: 'strings', fallback: [], check: advertiseFault },
  logDays: { kind: 'number', fallback: 90, check: wholeFault(1, 3_650) },
  logMiB: { kind: 'number', fallback: 0, check: wholeFault(0, 1 << 20) },
} satisfies Table<ServerConfig>;

export async function readServerConfig(dataDir: string): Promise<ServerConfig> {
  const file = serverConfigFile(dataDir);
  const bytes = await readSmallFile(file, FILE_BYTES);
  return parseTable<ServerConfig>(bytes === null ? '{}' : bytes.toString(), file, TABLE, 'Correct the file, or remove it to have the defaults.');
}

export async function writeServerConfig(dataDir: string, config: Pick<ServerConfig, 'advertise'>): Promise<void> {
  await writeFileDurable(serverConfigFile(dataDir), Buffer.from(JSON.stringify(config, null, 2) + '\n'));
}

/** Where agents and administrators find this server: as configured, else by where it listens: one address, or this machine's name and loopback. */
export function advertisedAddresses(config: Pick<ServerConfig, 'advertise'>, listen: Address): string[] {
  if (config.advertise.length > 0) return config.advertise.map((text) => formatAddress(parseAddress(text, listen.port)));
  const hosts = WILDCARDS.has(listen.host) ? [os.hostname(), '127.0.0.1'] : [listen.host];
  return hosts.map((host) => formatAddress({ host, port: listen.port }));
}
