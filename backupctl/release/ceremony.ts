// Keys, and the root that names them.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import { formatPublicKey, makeRoot, MAX_METADATA_VERSION, MIN_PASSPHRASE_BYTES, publicKeyOf, roleKeys, sealPrivateKey, type MetadataFile, type PublicKey, type Role, type RoleKeys } from '../../shared/release/index.js';
import { systemClock } from '../../shared/time/clock.js';
import type { CommandContext } from '../command.js';
import { checkName, readMetadata, readPublicKeys, writeNewFile } from './files.js';
import { readPassphrase, type PassphraseOptions } from './passphrase.js';
import { demandsOf, describe, describeChange, describeDemand, metadataJson } from './view.js';

export type LocalContext = Omit<CommandContext, 'connection' | 'call'>;

export interface KeygenOptions extends PassphraseOptions {
  out: string;
  /** False for --no-passphrase. */
  passphrase: boolean;
}

export async function keygen(options: KeygenOptions, context: LocalContext): Promise<void> {
  const passphrase = options.passphrase ? await readPassphrase(options, options.out, true) : null;
  if (passphrase !== null && Buffer.byteLength(passphrase) < MIN_PASSPHRASE_BYTES) throw new FarvaultError('USAGE', `a passphrase of less than ${MIN_PASSPHRASE_BYTES} bytes`, { remedy: 'Take several words.' });
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicKeyOf(privateKey);
  const publicFile = `${options.out}.pub`;
  await writeNewFile(options.out, Buffer.from(sealPrivateKey(privateKey, passphrase, randomBytes)), 0o600);
  await writeNewFile(publicFile, Buffer.from(formatPublicKey(publicKey)));
  if (context.json) context.printJson({ keyid: publicKey.keyid, privateKey: options.out, publicKey: publicFile });
  else context.print(`key ${publicKey.keyid}\nprivate: ${options.out}${passphrase === null ? ' (without a passphrase: whoever has the file can sign)' : ''}\npublic:  ${publicFile}`);
}

export interface RootOptions {
  out: string;
  previous?: string;
  rootKey?: string[];
  threshold?: number;
  targetsKey?: string[];
  targetsThreshold?: number;
  serverKey?: string[];
  expires: number;
}

export async function newRoot(options: RootOptions, context: LocalContext): Promise<void> {
  const previous = options.previous === undefined ? undefined : await readMetadata('root', options.previous);
  checkName(options.out, nextVersion(previous));
  const roles = await rolesOf(options, previous);
  const nowMs = systemClock.now();
  const root = makeRoot({ version: nextVersion(previous), expiresMs: nowMs + options.expires * 1000, roles });
  await writeNewFile(options.out, root.bytes);
  const demands = demandsOf(root, { ...(previous === undefined ? {} : { previous }) });
  if (context.json) context.printJson(metadataJson(root, demands));
  else context.print([...describe(root, nowMs), ...(previous === undefined ? [] : describeChange(previous, root)), ...demands.map(describeDemand)].join('\n'));
}

export function nextVersion(previous: MetadataFile<Role> | undefined): number {
  if (previous?.version === MAX_METADATA_VERSION) throw new FarvaultError('USAGE', `${previous.file}: there is no version after ${MAX_METADATA_VERSION}`);
  return (previous?.version ?? 0) + 1;
}

/** What is not given stays as it was; a list that is given replaces the whole list. */
async function rolesOf(options: RootOptions, previous: MetadataFile<'root'> | undefined): Promise<Record<Role, RoleKeys>> {
  const role = async (name: Role, flag: string, files: string[] | undefined, threshold: number | undefined, fallback: number): Promise<RoleKeys> => {
    const before = previous === undefined ? undefined : roleKeys(previous, name);
    const keys = files === undefined ? before?.keys : distinct(await readPublicKeys(files), flag);
    if (keys === undefined) throw new FarvaultError('USAGE', `a first root needs ${flag}`, { remedy: 'Or give --previous FILE, to keep what is not given.' });
    const wanted = threshold ?? before?.threshold ?? fallback;
    if (wanted < 1 || wanted > keys.length) throw new FarvaultError('USAGE', `${name}: ${wanted} signatures of ${keys.length} keys`, { remedy: `Give ${flag} for each key; a threshold is at least 1 and at most their number.` });
    return { keys, threshold: wanted };
  };
  return {
    root: await role('root', '--root-key', options.rootKey, options.threshold, 2),
    targets: await role('targets', '--targets-key', options.targetsKey, options.targetsThreshold, 1),
    snapshot: await role('snapshot', '--server-key', options.serverKey, 1, 1),
    timestamp: await role('timestamp', '--server-key', options.serverKey, 1, 1),
  };
}

function distinct(keys: PublicKey[], flag: string): PublicKey[] {
  if (new Set(keys.map(({ keyid }) => keyid)).size < keys.length) throw new FarvaultError('USAGE', `${flag}: the same key twice`);
  return keys;
}
