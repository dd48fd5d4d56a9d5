// Agent releases: keys, roots, targets and signatures are made offline, with neither server nor configuration; release-server.ts has what the server is asked.
import { InvalidArgumentError, type Command } from 'commander';
import { isChannel } from '../../shared/release/index.js';
import { collect, examples, plainContext } from '../command.js';
import { parseCount, parseDuration } from '../output/sizes.js';
import { keygen, newRoot, type KeygenOptions, type LocalContext, type RootOptions } from '../release/ceremony.js';
import { createTargets, type CreateOptions } from '../release/create.js';
import { show, sign, type ShowOptions, type SignOptions } from '../release/signing.js';
import { addReleaseServer } from './release-server.js';

const MAX_EXPIRY_DAYS = 3650;

function parseExpiry(text: string): number {
  const seconds = parseDuration(text);
  if (seconds < 60 || seconds > MAX_EXPIRY_DAYS * 86_400) throw new InvalidArgumentError(`between 1m and ${MAX_EXPIRY_DAYS}d`);
  return seconds;
}

function collectChannel(text: string, previous?: string[]): string[] {
  const known: boolean = isChannel(text);
  if (!known) throw new InvalidArgumentError(`'${text}' is not a channel: small letters, digits and dashes`);
  return collect(text, previous);
}

function local(command: Command): LocalContext {
  return plainContext(command, new AbortController().signal);
}

export function releaseCommand(program: Command): void {
  const release = program
    .command('release')
    .description('agent releases: keys and metadata are made and signed offline, the server carries them')
    .addHelpText('after', examples('backupctl release keygen --out root-1.key', 'backupctl release create release/*.tar.zst --targets 2.targets.json --previous 1.targets.json', 'backupctl release sign 2.targets.json --key targets.key --root 1.root.json', 'backupctl release import 2.targets.json release/*.tar.zst'));
  addCeremony(release);
  addSigning(release);
  addReleaseServer(release);
}

function addCeremony(release: Command): void {
  release
    .command('keygen')
    .description('a new Ed25519 key: the private one sealed with a passphrase, the public one beside it as KEY.pub')
    .requiredOption('--out <file>', 'the private key')
    .option('--passphrase-file <file>', 'its passphrase is the first line (default: FARVAULT_KEY_PASSPHRASE, or asked for on a terminal)')
    .option('--no-passphrase', 'do not seal it: whoever has the file can sign')
    .action((options: KeygenOptions, command: Command) => keygen(options, local(command)));

  release
    .command('root')
    .description('the next root, unsigned: which keys sign what. With --previous, what is not given stays')
    .requiredOption('--out <file>', 'as 1.root.json')
    .option('--previous <file>', 'the root before it')
    .option('--root-key <file>', 'public key that signs roots; all of them, one option each', collect)
    .option('--threshold <number>', 'how many of them must sign (default: 2, or as before)', parseCount)
    .option('--targets-key <file>', 'public key that signs targets; repeatable', collect)
    .option('--targets-threshold <number>', 'how many of them must sign (default: 1, or as before)', parseCount)
    .option('--server-key <file>', "the server's public key, for snapshot and timestamp; repeatable", collect)
    .option('--expires <duration>', 'from now (default: 365d)', parseExpiry, 365 * 86_400)
    .action((options: RootOptions, command: Command) => newRoot(options, local(command)));

  release
    .command('create [archive...]')
    .description('the next targets, unsigned: which archives agents may install')
    .requiredOption('--targets <file>', 'where it is written, as 1.targets.json')
    .option('--previous <file>', 'the targets before it; what they list stays listed')
    .option('--channel <name>', 'whose agents may install the archives; repeatable (default: stable)', collectChannel)
    .option('--minimum-version <version>', 'no agent installs one below it; never goes down (default: as before)')
    .option('--drop <version>', 'no longer list it; repeatable', collect)
    .option('--expires <duration>', 'from now (default: 365d)', parseExpiry, 365 * 86_400)
    .action((archives: string[], options: CreateOptions, command: Command) => createTargets(archives, options, local(command)));
}

function addSigning(release: Command): void {
  release
    .command('sign <file>')
    .description('add a signature to a root or to targets; says first what is signed')
    .requiredOption('--key <file>', 'the private key')
    .option('--passphrase-file <file>', 'its passphrase is the first line (default: FARVAULT_KEY_PASSPHRASE, or asked for on a terminal)')
    .option('--previous <file>', 'for a root: the one before it, whose keys must have signed, too')
    .option('--root <file>', 'for targets: the root in force, which says whose signatures count')
    .action((file: string, options: SignOptions, command: Command) => sign(file, options, local(command)));

  release
    .command('show <file>')
    .description('what metadata says, in words, and whose signatures it has')
    .option('--previous <file>', 'for a root: the one before it')
    .option('--root <file>', 'for other metadata: the root in force')
    .action((file: string, options: ShowOptions, command: Command) => show(file, options, local(command)));
}
