import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { FarvaultError, systemCode } from '../../shared/errors/errors.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';
import { tryLock } from '../../shared/sys/lock.js';
import { agentPaths, readAgentConfig, readIdentity } from '../agent-files.js';
import type { LinkStatus } from '../control/status-file.js';
import { certificateTimes } from '../control/renewal.js';

const FILE_BYTES = 16 * 1024;

/** Whether a process holds the directory. */
async function isRunning(lockFile: string): Promise<boolean> {
  try {
    const handle = await open(lockFile, 'r');
    try {
      return !tryLock(handle.fd);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function linkOf(file: string): Promise<LinkStatus | null> {
  const bytes = await readSmallFile(file, FILE_BYTES);
  return bytes === null ? null : (JSON.parse(bytes.toString()) as LinkStatus);
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('show what this agent is, whether it runs, and its link to the server')
    .requiredOption('--data-dir <dir>', "the agent's directory")
    .option('--json', 'print JSON', false)
    .addHelpText('after', '\nExample:\n  backup-agent status --data-dir /var/lib/farvault --json')
    .action(async ({ dataDir, json }: { dataDir: string; json: boolean }) => {
      const paths = agentPaths(dataDir);
      const identity = await readIdentity(dataDir);
      if (identity === null) throw new FarvaultError('NOT_FOUND', `${dataDir} holds no enrolled agent`, { remedy: 'Run backup-agent enrol first.' });
      const config = await readAgentConfig(dataDir);
      const running = await isRunning(paths.lock);
      const link = running ? await linkOf(paths.status) : null;
      const status = {
        name: identity.name,
        id: identity.agentId,
        office: identity.office,
        repository: identity.repositoryId,
        running,
        connected: link?.connected ?? false,
        server: link?.address ?? '',
        since: link === null ? null : new Date(link.sinceMs).toISOString(),
        reason: link?.reason ?? '',
        addresses: [...new Set([...config.servers, ...identity.addresses])],
        restoreRoots: config.restoreRoots,
        certificateExpiresAt: new Date(certificateTimes(identity.certificate).expiresMs).toISOString(),
      };
      if (json) process.stdout.write(JSON.stringify(status) + '\n');
      else {
        for (const [key, value] of Object.entries(status)) process.stdout.write(`${key.padEnd(22)}${Array.isArray(value) ? value.join(', ') : String(value ?? '')}\n`);
      }
    });
}
