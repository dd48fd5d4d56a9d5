// DIR/admin.json: all that backupctl needs to act as the administrator that `init` made.
import path from 'node:path';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { parseAdminConfig, type AdminConfig } from '../../shared/config/admin-config.js';

const CONFIG_BYTES = 256 * 1024;

export function adminConfigFile(dataDir: string): string {
  return path.join(dataDir, 'admin.json');
}

export async function writeAdminConfig(file: string, config: AdminConfig): Promise<void> {
  await writeFileDurable(file, Buffer.from(JSON.stringify(config, null, 2) + '\n'));
}

/** The addresses under which the server was last reached, as its own file tells; null: there is no such file, or it cannot be read. */
export async function lastAddresses(dataDir: string): Promise<string[] | null> {
  const file = adminConfigFile(dataDir);
  const bytes = await readSmallFile(file, CONFIG_BYTES);
  if (bytes === null) return null;
  try {
    return parseAdminConfig(bytes.toString(), file).addresses;
  } catch {
    return null; // Spoilt: whoever asks makes a new one.
  }
}

/** Keeps the addresses true. A file that was removed on purpose, or spoilt, is left alone: the second is an error for whoever starts. */
export async function refreshAdminConfig(dataDir: string, addresses: readonly string[]): Promise<void> {
  const file = adminConfigFile(dataDir);
  const bytes = await readSmallFile(file, CONFIG_BYTES);
  if (bytes === null) return;
  const config = parseAdminConfig(bytes.toString(), file);
  if (config.addresses.join() !== addresses.join()) await writeAdminConfig(file, { ...config, addresses: [...addresses] });
}
