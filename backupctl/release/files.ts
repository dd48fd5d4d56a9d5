// Keys and metadata as files of whoever holds the ceremony.
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { exists, readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { parseMetadata, parsePublicKey, ROLES, type MetadataFile, type PublicKey, type Role } from '../../shared/release/index.js';
import { MAX_METADATA_BYTES } from '../../shared/release/types.js';

const MAX_KEY_BYTES = 16 << 10;

async function readFileOf(file: string, maxBytes: number): Promise<Buffer> {
  const bytes = await readSmallFile(path.resolve(file), maxBytes);
  if (bytes === null) throw new FarvaultError('NOT_FOUND', `there is no file ${file}`);
  return bytes;
}

export async function readKeyFile(file: string): Promise<string> {
  return (await readFileOf(file, MAX_KEY_BYTES)).toString();
}

export async function readPublicKeys(files: string[]): Promise<PublicKey[]> {
  return Promise.all(files.map(async (file) => parsePublicKey(await readKeyFile(file), file)));
}

export async function readMetadata<R extends Role>(role: R, file: string): Promise<MetadataFile<R>> {
  return parseMetadata(role, await readFileOf(file, MAX_METADATA_BYTES), file);
}

export type AnyMetadata = { [R in Role]: MetadataFile<R> }[Role];

/** Of whichever role it says that it is; the parser then holds it to that. */
export async function readAnyMetadata(file: string): Promise<AnyMetadata> {
  const bytes = await readFileOf(file, MAX_METADATA_BYTES);
  const said = /"_type":"([a-z]+)"/.exec(bytes.toString('latin1'))?.[1];
  const role = ROLES.find((name) => name === said);
  if (role === undefined) throw new FarvaultError('INVALID', `${file}: not TUF metadata`, { remedy: `Give a file of ${ROLES.join(', ')}.` });
  return parseMetadata(role, bytes, file) as AnyMetadata;
}

/** Never over a file that is there: it may be a key, or hold signatures. */
export async function writeNewFile(file: string, bytes: Uint8Array, permissions = 0o644): Promise<void> {
  const target = path.resolve(file);
  if (await exists(target, realFs)) throw new FarvaultError('EXISTS', `${file} exists already`, { remedy: 'Choose another name, or remove it first.' });
  await writeFileDurable(target, bytes, permissions);
}

/** Metadata under a number that is not its version is a slip: `2.targets.json` without `--previous` would be a list that starts anew. */
export function checkName(file: string, version: number): void {
  const named = /^(\d+)\./.exec(path.basename(file))?.[1];
  if (named === undefined || Number(named) === version) return;
  throw new FarvaultError('USAGE', `${file} would hold version ${version}`, { remedy: version === 1 ? 'Give --previous FILE to carry on from the one before, or name it as what it is.' : 'Name it as what it is, or give another --previous FILE.' });
}

export async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  await writeFileDurable(path.resolve(file), bytes, 0o644);
}
