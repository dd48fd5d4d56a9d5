// Signing by hand, and looking at what is there to sign.
import { FarvaultError } from '../../shared/errors/errors.js';
import { addSignature, isSealed, openPrivateKey, parseMetadata, signingKey, type MetadataFile } from '../../shared/release/index.js';
import { systemClock } from '../../shared/time/clock.js';
import type { LocalContext } from './ceremony.js';
import { readAnyMetadata, readKeyFile, readMetadata, replaceFile, type AnyMetadata } from './files.js';
import { readPassphrase, type PassphraseOptions } from './passphrase.js';
import { demandsOf, describe, describeChange, describeDemand, isComplete, metadataJson, type Judges } from './view.js';

export interface ShowOptions {
  root?: string;
  previous?: string;
}

export interface SignOptions extends ShowOptions, PassphraseOptions {
  key: string;
}

async function readJudges({ root, previous }: ShowOptions, file: AnyMetadata): Promise<Judges> {
  if (file.role === 'root' && root !== undefined) throw new FarvaultError('USAGE', '--root is for metadata that a root names keys for', { remedy: 'Give the root before this one as --previous FILE.' });
  if (file.role !== 'root' && previous !== undefined) throw new FarvaultError('USAGE', '--previous is for a root', { remedy: 'Give the root in force as --root FILE.' });
  const judges: Judges = {};
  if (root !== undefined) judges.root = await readMetadata('root', root);
  if (previous !== undefined) judges.previous = await readMetadata('root', previous);
  if (judges.previous !== undefined && file.version !== judges.previous.version + 1) throw new FarvaultError('REFUSED', `${file.file} is version ${file.version} and does not follow version ${judges.previous.version}`, { remedy: 'Roots follow one by one: make it with `backupctl release root --previous FILE`.' });
  return judges;
}

export async function show(name: string, options: ShowOptions, context: LocalContext): Promise<void> {
  const file = await readAnyMetadata(name);
  const judges = await readJudges(options, file);
  const demands = demandsOf(file, judges);
  if (context.json) return context.printJson(metadataJson(file, demands));
  context.print([...words(file, judges), ...demands.map(describeDemand), ...(demands.length > 0 ? [] : [`signed by ${Object.keys(file.metadata.signatures).join(', ') || 'nobody'} (with --root FILE: whether that is enough)`])].join('\n'));
}

function words(file: AnyMetadata, { previous }: Judges): string[] {
  return [...describe(file, systemClock.now()), ...(file.role === 'root' && previous !== undefined ? describeChange(previous, file) : [])];
}

export async function sign(name: string, options: SignOptions, context: LocalContext): Promise<void> {
  const file = await readAnyMetadata(name);
  if (file.role !== 'root' && file.role !== 'targets') throw new FarvaultError('USAGE', `${name}: ${file.role} metadata is signed by the server`, { remedy: 'By hand, root and targets are signed.' });
  const judges = await readJudges(options, file);
  context.note(words(file, judges).join('\n'));
  const pem = await readKeyFile(options.key);
  const key = signingKey(openPrivateKey(pem, isSealed(pem) ? await readPassphrase(options, options.key, false) : null, options.key));
  checkKeyCounts(key.public.keyid, file, judges);
  const bytes = file.role === 'root' ? addSignature<'root'>(file, key) : addSignature<'targets'>(file, key);
  await replaceFile(name, bytes);
  const signed = parseMetadata(file.role, bytes, name) as MetadataFile<'root'> | MetadataFile<'targets'>;
  const demands = demandsOf(signed, judges);
  if (context.json) return context.printJson(metadataJson(signed, demands));
  context.print([`signed with key ${key.public.keyid}`, ...demands.map(describeDemand), ...(isComplete(demands) ? [] : [`signatures in the file: ${Object.keys(signed.metadata.signatures).length}`]), ...unsaid(signed, judges)].join('\n'));
}

/** A signature by a key that no root in sight names would only mislead. */
function checkKeyCounts(keyid: string, file: AnyMetadata, judges: Judges): void {
  const demands = demandsOf(file, judges);
  if (demands.length === 0 || demands.some(({ tally }) => [...tally.good, ...tally.open].includes(keyid))) return;
  throw new FarvaultError('REFUSED', `key ${keyid} is none of those that may sign this: ${demands.map(({ by, tally }) => `${by} names ${[...tally.good, ...tally.open].join(', ')}`).join('; ')}`, {
    remedy: file.role === 'root' && judges.previous === undefined ? 'Is it a key of the root before? Then give that one as --previous FILE.' : 'Take one of those keys.',
  });
}

function unsaid(file: AnyMetadata, { root, previous }: Judges): string[] {
  if (file.role === 'root') return file.version > 1 && previous === undefined ? ['the root before it must have signed, too: --previous FILE counts that'] : [];
  return root === undefined ? ['with --root FILE: whether that is enough'] : [];
}
