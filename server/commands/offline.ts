// A command on the data directory of a server that is stopped: the server's parts, without its ports.
import { createLogger } from '../../shared/service/log.js';
import { systemClock } from '../../shared/time/clock.js';
import { createServerContext, type ServerContext } from '../context.js';
import { advertisedAddresses, type ServerConfig } from '../server-config.js';

export async function withStoppedServer(dataDir: string, config: Pick<ServerConfig, 'advertise'>, work: (context: ServerContext) => Promise<void>): Promise<void> {
  const context = await createServerContext({
    dataDir,
    advertise: (listen) => advertisedAddresses(config, listen),
    clock: systemClock,
    log: createLogger('backupd'),
    onFailed: (error) => process.stderr.write(`backupd: ${error.message}\n`),
  });
  try {
    await work(context);
  } finally {
    await context.close();
  }
}
