import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';
import { initialTrust } from '../../shared/release/index.js';
import { MAX_METADATA_BYTES } from '../../shared/release/types.js';
import { parseToken, type EnrolmentToken } from '../../shared/rpc/token.js';
import { systemClock } from '../../shared/time/clock.js';
import { DEFAULT_RESTORE_ROOT } from '../agent-files.js';
import { install } from '../install/install.js';
import { DEFAULT_DATA_DIR, DEFAULT_PREFIX, installPaths, SERVICE_USER, UNIT_NAME, type InstallPaths } from '../install/layout.js';
import { systemdRuns } from '../install/service.js';
import { connects, linkNow, trialEnds } from '../install/settled.js';

const TOKEN_BYTES = 16 * 1024;

interface Options {
  from?: string;
  token?: string;
  tokenFile?: string;
  name?: string;
  dataDir: string;
  prefix: string;
  restoreRoot: string[];
  channel?: string;
  trust?: string;
  user: typeof SERVICE_USER | 'root';
  backupOnly: boolean;
  root: string;
  start: boolean;
  dryRun: boolean;
}

export function addInstall(program: Command): void {
  program
    .command('install')
    .description('install this release on the machine: place it, enrol, start it as a service; again: repair')
    .option('--from <dir>', 'an unpacked release (default: the one that this program is from)')
    .option('--token <token>', 'what backupctl agent token printed; a machine that is enrolled needs none')
    .option('--token-file <file>', 'a file that holds the token')
    .option('--name <name>', "the agent's name (default: this machine's name)")
    .option('--data-dir <dir>', "the agent's directory", DEFAULT_DATA_DIR)
    .option('--prefix <dir>', 'where the program goes', DEFAULT_PREFIX)
    .option('--restore-root <dir>', `centrally ordered restores write only below it; repeatable (default: ${DEFAULT_RESTORE_ROOT})`, (value: string, before: string[]) => [...before, value], [])
    .option('--channel <name>', 'releases that updates are taken from (default: stable)')
    .option('--trust <file>', 'root.json of the update keys; without it the agent takes no updates')
    .addOption(new Option('--user <user>', 'whom it runs as; root for snapshots of file systems and hooks that mount').choices([SERVICE_USER, 'root']).default(SERVICE_USER))
    .option('--backup-only', 'without the rights to give restored files back to their owners', false)
    .option('--root <dir>', 'into an image that lies there; nothing is started', '')
    .option('--no-start', 'do not start it')
    .option('--dry-run', 'print each step and change nothing', false)
    .addHelpText('after', '\nExamples:\n  ./backup-agent install --token-file token --trust root.json --dry-run\n  ./backup-agent install --token-file token --trust root.json')
    .action(async (options: Options) => {
      const paths = installPaths(options.prefix, options.dataDir);
      const root = options.root === '' || options.root === '/' ? '' : path.resolve(options.root);
      const print = (line: string): void => void process.stdout.write(`${line}\n`);
      const { changed, trial } = await install({
        paths,
        root,
        from: path.resolve(options.from ?? ownRelease()),
        token: await tokenOf(options),
        name: options.name,
        restoreRoots: options.restoreRoot,
        channel: options.channel,
        trust: await trustOf(options.trust),
        rights: { user: options.user, backupOnly: options.backupOnly },
        start: options.start,
        dryRun: options.dryRun,
        print,
      });
      if (options.dryRun) print(changed ? 'Nothing was changed.' : 'There is nothing to do.');
      else if (!options.start || root !== '') print(changed ? 'Installed. It was not started.' : 'Installed already.');
      else if (!systemdRuns(root)) await tellWithoutSystemd(paths, changed, print);
      else await tellHowItGoes(paths, changed, trial, print);
    });
}

/** The folder that this program was unpacked in. */
function ownRelease(): string {
  return path.dirname(path.dirname(realpathSync(process.argv[1])));
}

async function tokenOf({ token, tokenFile }: Options): Promise<EnrolmentToken | null> {
  if (token !== undefined && tokenFile !== undefined) throw new FarvaultError('USAGE', 'there are two tokens: --token and --token-file');
  if (tokenFile === undefined) return token === undefined ? null : parseToken(token);
  const bytes = await readSmallFile(tokenFile, TOKEN_BYTES);
  if (bytes === null) throw new FarvaultError('NOT_FOUND', `there is no ${tokenFile}`);
  return parseToken(bytes.toString());
}

async function trustOf(file: string | undefined): Promise<Buffer | null> {
  if (file === undefined) return null;
  const bytes = await readSmallFile(file, MAX_METADATA_BYTES);
  if (bytes === null) throw new FarvaultError('NOT_FOUND', `there is no ${file}`);
  initialTrust(bytes);
  return bytes;
}

async function tellWithoutSystemd(paths: InstallPaths, changed: boolean, print: (line: string) => void): Promise<void> {
  const link = changed ? null : await linkNow(paths.dataDir);
  if (link?.connected === true) print(`Installed already, running, connected to ${link.address}.`);
  else print(`Installed${changed ? '' : ' already'}. systemd does not run here: start it under your own supervisor, as root:\n  ${paths.launcher} run run --data-dir ${paths.dataDir}`);
}

async function tellHowItGoes(paths: InstallPaths, changed: boolean, trial: { id: string; version: string } | null, print: (line: string) => void): Promise<void> {
  if (trial !== null) {
    print(`${trial.version} has to prove itself now; what was there takes over if it does not.`);
    const outcome = await trialEnds(paths.prefix, trial.id, systemClock);
    if (outcome?.result !== 'good') throw new FarvaultError('IO', `${trial.version} did not prove itself: ${outcome?.reason ?? 'it has not ended'}`, { remedy: `The version before runs on. See: journalctl -u ${UNIT_NAME}` });
  }
  const link = await connects(paths.dataDir, systemClock);
  if ('reason' in link) throw new FarvaultError('UNAVAILABLE', `installed and started, but not connected after a minute: ${link.reason}`, { remedy: `It goes on trying. See: backup-agent status --data-dir ${paths.dataDir}; journalctl -u ${UNIT_NAME}` });
  print(`${changed ? 'Installed' : 'Installed already'}, running, connected to ${link.address}.`);
}
