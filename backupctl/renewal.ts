// An administrator's certificate renews itself: when a third of its life is gone, the command that notices asks for a new one and replaces the
// configuration. Nothing that goes wrong here disturbs the command.
import { X509Certificate } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { parseAdminConfig, type AdminConfig } from '../shared/config/admin-config.js';
import { messageOf } from '../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../shared/fs/durable-file.js';
import { unary, type Connection } from '../shared/rpc/client.js';
import { CONFIG_BYTES } from './connection.js';

const DEADLINE_MS = 5_000;

/** Whether more than a third of the certificate's life is gone, and not all of it. */
export function isRenewalDue(certificate: string, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certificate);
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  return nowMs > from + (to - from) / 3 && nowMs < to;
}

/** Renews the certificate in `file` when it is time. `warn`: one line when that could not be. */
export async function renewIfDue(file: string, connection: Connection, nowMs: number, warn: (line: string) => void): Promise<void> {
  try {
    if (!isRenewalDue((await read(file)).certificate, nowMs)) return;
    const lock = openSync(file, 'r');
    try {
      const { tryLock } = await import('../shared/sys/lock.js');
      if (!tryLock(lock)) return;
      // Another command may have been here while this one waited for nothing.
      const config = await read(file);
      if (isRenewalDue(config.certificate, nowMs)) await renew(file, config, connection);
    } finally {
      closeSync(lock);
    }
  } catch (error) {
    warn(`your certificate could not be renewed: ${messageOf(error)}`);
  }
}

/** The new key is written before the server is asked: where that cannot be, no certificate is used up. */
async function renew(file: string, config: AdminConfig, connection: Connection): Promise<void> {
  const { createKeyAndRequest, toPem } = await import('../shared/rpc/key-pair.js');
  const { newestCa } = await import('../shared/rpc/ca.js');
  const { key, csr } = await createKeyAndRequest();
  const fresh = `${file}.renewed-${randomBytes(6).toString('hex')}`;
  const write = (next: AdminConfig): Promise<void> => writeFileDurable(fresh, Buffer.from(`${JSON.stringify(next, null, 2)}\n`));
  try {
    await write({ ...config, key });
    const given = await unary(connection.admin.renewUser.bind(connection.admin), { csr }, undefined, DEADLINE_MS);
    const certificate = toPem('CERTIFICATE', given.certificate);
    await write({ ...config, key, certificate, ca: newestCa(given.ca, certificate, config.ca) });
    await rename(fresh, file);
  } catch (error) {
    await unlink(fresh).catch(() => undefined);
    throw error;
  }
}

async function read(file: string): Promise<AdminConfig> {
  const bytes = await readSmallFile(file, CONFIG_BYTES);
  return parseAdminConfig(bytes?.toString() ?? '', file);
}
