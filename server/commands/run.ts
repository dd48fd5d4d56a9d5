import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { EXIT, systemCode, type FarvaultError } from '../../shared/errors/errors.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import { formatAddress, parseAddress, type Address } from '../../shared/rpc/address.js';
import { DEFAULT_PORT } from '../../shared/rpc/limits.js';
import { createLogger } from '../../shared/service/log.js';
import { stopSignal } from '../../shared/service/signals.js';
import { systemClock } from '../../shared/time/clock.js';
import { DEFAULT_HTTP_PORT } from '../http/index.js';
import { createServerContext, type ServerContext } from '../context.js';
import { collectLessOften } from '../v8-heap.js';
import { ensureFirstAdmin, ensureRepository } from '../init.js';
import { refreshAdminConfig } from '../pki/index.js';
import { advertisedAddresses, readServerConfig } from '../server-config.js';

const CERTIFICATE_CHECK_MS = 12 * 60 * 60_000;

export function addRun(program: Command): void {
  program
    .command('run')
    .description('serve a repository; a fresh directory is initialised first')
    .requiredOption('--data-dir <dir>', 'directory of the repository')
    .option('--listen <host:port>', `where to listen; port 0 picks one (default: all addresses, port ${DEFAULT_PORT})`)
    .option('--http <host:port>', `metrics and health for machines; off: none (default: 127.0.0.1:${DEFAULT_HTTP_PORT}, or any free port when that is taken)`)
    .addHelpText('after', '\nExamples:\n  backupd run --data-dir /srv/farvault\n  backupd run --data-dir /srv/farvault --listen 127.0.0.1:0 --http 127.0.0.1:0')
    .action(async (options: { dataDir: string; listen?: string; http?: string }) => {
      const http = options.http === undefined || options.http === 'off' ? options.http : parseAddress(options.http, DEFAULT_HTTP_PORT);
      process.exitCode = await serve(options.dataDir, options.listen === undefined ? { port: DEFAULT_PORT } : parseAddress(options.listen), http);
    });
}

async function serve(dataDir: string, address: { host?: string; port: number }, httpAsked: Address | 'off' | undefined): Promise<number> {
  collectLessOften();
  const stopped = stopSignal();
  const log = createLogger('backupd');
  const failed = new AbortController();
  await ensureRepository(dataDir, systemClock);
  const config = await readServerConfig(dataDir);
  const context = await createServerContext({
    dataDir,
    advertise: (listen) => advertisedAddresses(config, listen),
    logKept: { days: config.logDays, mib: config.logMiB },
    clock: systemClock,
    log,
    onFailed: (error: FarvaultError) => {
      log.fatal({ error }, 'the repository cannot be written any more');
      // Nothing is torn there, and what is stored can be read: restores go on, until somebody has seen to the disk. A restart could not even take the lock.
      if (isReadOnlyDisk(error)) log.fatal('the disk of the data directory is read-only: nothing is taken any more, restores go on; mount it writable and start backupd again');
      else failed.abort(error);
    },
  });
  const runFile = path.join(dataDir, 'run.json');
  try {
    const bound = formatAddress(await context.listen(address));
    const httpBound = await context.listenHttp(httpAsked);
    const http = httpBound === null ? 'off' : formatAddress(httpBound);
    await ensureFirstAdmin(dataDir, context.fleet, context.repository.id.toString('hex'), context.addresses());
    await refreshAdminConfig(dataDir, context.addresses());
    await context.keepCertificates();
    await writeFileDurable(runFile, Buffer.from(JSON.stringify({ listen: bound, http, advertised: context.addresses(), pid: process.pid }) + '\n'));
    process.stdout.write(`backupd ready: listening on ${bound}, http on ${http}, advertised as ${context.addresses().join(', ')}\n`);
    await renewUntil(context, AbortSignal.any([stopped, failed.signal]), (error) => log.error({ error }, 'certificates could not be renewed'));
    log.info('stopping');
  } finally {
    await rm(runFile, { force: true }).catch((error: unknown) => log.error({ error }, 'run.json cannot be removed'));
    await context.close();
  }
  return failed.signal.aborted ? EXIT.failed : EXIT.done;
}

function isReadOnlyDisk(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (systemCode(cause) === 'EROFS') return true;
  return false;
}

/** Sleeps until asked to stop, looking after certificates now and then. */
async function renewUntil(context: ServerContext, signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      await systemClock.sleep(CERTIFICATE_CHECK_MS, signal);
    } catch {
      return;
    }
    await context.keepCertificates().catch(onError);
  }
}
