import os from 'node:os';
import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import { normaliseAddress } from '../../shared/rpc/address.js';
import { parseToken } from '../../shared/rpc/token.js';
import { systemClock } from '../../shared/time/clock.js';
import { claimDataDir, DEFAULT_RESTORE_ROOT, parseAgentConfig, readIdentity, writeAgentConfig, writeIdentity } from '../agent-files.js';
import { enrol } from '../control/enrolment.js';
import { machineFacts } from '../control/facts.js';

interface Options {
  dataDir: string;
  token: string;
  server?: string;
  name?: string;
  restoreRoot: string[];
}

export function addEnrol(program: Command): void {
  program
    .command('enrol')
    .description('turn a one-time token into this machine\'s identity')
    .requiredOption('--data-dir <dir>', "the agent's directory; made with mode 0700")
    .requiredOption('--token <token>', 'what backupctl agent token printed')
    .option('--server <host:port>', "tried before the token's own addresses, now and later")
    .option('--name <name>', "the agent's name (default: this machine's name)")
    .option('--restore-root <dir>', `centrally ordered restores write only below it; repeatable (default: ${DEFAULT_RESTORE_ROOT})`, (value: string, before: string[]) => [...before, value], [])
    .addHelpText('after', '\nExamples:\n  backup-agent enrol --data-dir /var/lib/farvault --token fvt1_...\n  backup-agent enrol --data-dir /var/lib/farvault --token fvt1_... --name files1 --restore-root /srv')
    .action(async (options: Options) => {
      const token = parseToken(options.token);
      const servers = options.server === undefined ? [] : [normaliseAddress(options.server)];
      const config = parseAgentConfig(JSON.stringify({ servers, ...(options.restoreRoot.length > 0 ? { restoreRoots: options.restoreRoot } : {}) }), '--restore-root');
      const claim = await claimDataDir(options.dataDir);
      try {
        const existing = await readIdentity(options.dataDir);
        if (existing !== null) throw new FarvaultError('EXISTS', `${options.dataDir} is enrolled already, as ${existing.name}`, { remedy: 'Use another directory.' });
        await writeAgentConfig(options.dataDir, config);
        const identity = await enrol({
          token,
          addresses: [...new Set([...servers, ...token.addresses])],
          name: options.name ?? os.hostname(),
          facts: machineFacts(config.restoreRoots, systemClock.now()),
        });
        await writeIdentity(options.dataDir, identity);
        process.stdout.write(`enrolled as ${identity.name} of office ${identity.office}\nStart it with: backup-agent run --data-dir ${options.dataDir}\n`);
      } finally {
        await claim.release();
      }
    });
}
