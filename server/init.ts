// A new data directory: repository, CA, the first administrator. Each step is skipped when an interrupted start has done it already.
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../shared/errors/errors.js';
import { exists } from '../shared/fs/durable-file.js';
import { realFs } from '../shared/fs/real-fs.js';
import { createKeyAndRequest, toPem } from '../shared/rpc/key-pair.js';
import type { Clock } from '../shared/time/clock.js';
import { RESTORING_FILE } from './copies/index.js';
import type { FleetService } from './fleet/index.js';
import { adminConfigFile, writeAdminConfig } from './pki/index.js';
import { initRepository, readConfig, REPOSITORY_FILE } from './repository/index.js';

const FIRST_ADMIN = 'admin';

/** REFUSED unless the directory is absent or empty. */
export async function requireUnused(dataDir: string): Promise<void> {
  let names: string[] = [];
  try {
    names = await readdir(dataDir);
  } catch {
    // Absent; whatever else is wrong with it, making it will say.
  }
  if (names.length > 0) throw new FarvaultError('REFUSED', `${dataDir} is not empty`, { remedy: 'Choose another directory, or start what is there with backupd run.' });
}

/** Makes the repository unless it is there. True: it was made. */
export async function ensureRepository(dataDir: string, clock: Clock): Promise<boolean> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    await readConfig(path.join(dataDir, REPOSITORY_FILE), realFs);
    return false;
  } catch (error) {
    if (!isFarvaultError(error, 'NOT_FOUND')) throw error;
  }
  if (await exists(path.join(dataDir, RESTORING_FILE), realFs)) throw new FarvaultError('REFUSED', `${dataDir} is half brought back from a second copy`, { remedy: 'Let backupd init --from DIR finish it.' });
  await initRepository(dataDir, { vfs: realFs, nowMs: clock.now() });
  return true;
}

/** The first administrator and DIR/admin.json, unless there are administrators. Gives the file's name when it was written. */
export async function ensureFirstAdmin(dataDir: string, fleet: FleetService, repositoryId: string, addresses: string[]): Promise<string | null> {
  if (fleet.listUsers().length > 0) return null;
  const file = adminConfigFile(dataDir);
  await makeAdmin(file, FIRST_ADMIN, fleet, repositoryId, addresses);
  return file;
}

/** An administrator with all rights, whose configuration goes to `file`. One of that name gets a new key, and all rights. */
export async function makeAdmin(file: string, name: string, fleet: FleetService, repositoryId: string, addresses: string[]): Promise<void> {
  const { key, csr } = await createKeyAndRequest();
  const { certificate, ca } = await fleet.replaceUser(name, csr);
  await writeAdminConfig(file, { addresses, ca: toPem('CERTIFICATE', ca), certificate: toPem('CERTIFICATE', certificate), key, repositoryId });
}
