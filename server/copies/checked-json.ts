// Small files as JSON that people can read, with a check over what they say.
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { blake3 } from '../../shared/hash/hash.js';
import { canonicalJson } from '../../shared/store/canonical-json.js';

const MAX_BYTES = 8 << 20;
const CHECK_CHARS = 32;

function checkOf(value: object): string {
  return blake3(Buffer.from(canonicalJson(value))).toString('hex').slice(0, CHECK_CHARS);
}

export async function writeCheckedJson(file: string, value: object, vfs: Vfs): Promise<void> {
  await writeFileDurable(file, Buffer.from(`${JSON.stringify({ ...value, check: checkOf(value) }, null, 1)}\n`), 0o600, vfs);
}

/** Null: there is none. CORRUPT: it does not verify. */
export async function readCheckedJson<T extends object>(file: string, vfs: Vfs): Promise<T | null> {
  const bytes = await readSmallFile(file, MAX_BYTES, vfs);
  if (bytes === null) return null;
  const damaged = new FarvaultError('CORRUPT', `${file} does not verify`, { remedy: 'The disk may be damaged: copy into another folder.' });
  let value: T & { check?: unknown };
  try {
    value = JSON.parse(bytes.toString()) as typeof value;
  } catch {
    throw damaged;
  }
  if (typeof value !== 'object' || value === null) throw damaged;
  const { check, ...rest } = value;
  if (check !== checkOf(rest)) throw damaged;
  return rest as unknown as T;
}
