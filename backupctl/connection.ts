// Which server backupctl talks to, and as whom: --config, else BACKUPCTL_CONFIG, else what `config import` stored.
import os from 'node:os';
import path from 'node:path';
import { parseAdminConfig, type AdminConfig } from '../shared/config/admin-config.js';
import { FarvaultError } from '../shared/errors/errors.js';
import { readSmallFile } from '../shared/fs/durable-file.js';
import { connectFirst, type Connection } from '../shared/rpc/client.js';
import { MAX_LIST_BYTES } from '../shared/rpc/limits.js';

export const CONFIG_BYTES = 256 * 1024;

/** An empty variable is as good as none. */
function set(variable: string): string | undefined {
  return process.env[variable] === '' ? undefined : process.env[variable];
}

/** Where `config import` stores a configuration. */
export function storedConfigFile(): string {
  const base = set('XDG_CONFIG_HOME') ?? path.join(os.homedir(), '.config');
  return path.join(base, 'farvault', 'admin.json');
}

export function configFile(given: string | undefined): string {
  return given ?? set('BACKUPCTL_CONFIG') ?? storedConfigFile();
}

/** NOT_FOUND when there is none. */
export async function readAdminConfig(file: string): Promise<AdminConfig> {
  const bytes = await readSmallFile(file, CONFIG_BYTES);
  if (bytes === null) {
    throw new FarvaultError('NOT_FOUND', `there is no configuration at ${file}`, { remedy: "Name the server's admin.json with --config or BACKUPCTL_CONFIG, or store it with: backupctl config import FILE" });
  }
  return parseAdminConfig(bytes.toString(), file);
}

/** A connection to the first of the configured addresses that answers. */
export async function openSession(given: string | undefined): Promise<Connection> {
  const config = await readAdminConfig(configFile(given));
  return connectFirst(config.addresses, config, { receiveBytes: MAX_LIST_BYTES });
}
