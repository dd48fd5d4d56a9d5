import type { Command } from 'commander';
import { normaliseAddress } from '../../shared/rpc/address.js';
import { parseToken } from '../../shared/rpc/token.js';
import { DEFAULT_RESTORE_ROOT, parseAgentConfig } from '../agent-files.js';
import { enrolMachine } from '../control/enrol-machine.js';

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
    .option('--name <name>', "the agent's name (default: this machine's name, or that of the agent that the token replaces)")
    .option('--restore-root <dir>', `centrally ordered restores write only below it; repeatable (default: ${DEFAULT_RESTORE_ROOT})`, (value: string, before: string[]) => [...before, value], [])
    .addHelpText('after', '\nExamples:\n  backup-agent enrol --data-dir /var/lib/farvault-agent --token fvt1_...\n  backup-agent enrol --data-dir /var/lib/farvault-agent --token fvt1_... --name files1 --restore-root /srv')
    .action(async (options: Options) => {
      const token = parseToken(options.token);
      const servers = options.server === undefined ? [] : [normaliseAddress(options.server)];
      const config = parseAgentConfig(JSON.stringify({ servers, ...(options.restoreRoot.length > 0 ? { restoreRoots: options.restoreRoot } : {}) }), '--restore-root');
      const { name, office } = await enrolMachine({ dataDir: options.dataDir, token, config, name: options.name });
      process.stdout.write(`enrolled as ${name} of office ${office}\nStart it with: backup-agent run --data-dir ${options.dataDir}\n`);
    });
}
