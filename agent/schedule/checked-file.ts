// Small files of the agent's own state: JSON behind its checksum, replaced as a whole. A damaged one reads as damaged, never as something else.
import { blake3 } from '../../shared/hash/hash.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';

const SUM_DIGITS = 64;

export type Checked = { found: unknown } | { damaged: string } | null;

export async function readChecked(file: string, maxBytes: number): Promise<Checked> {
  try {
    const bytes = await readSmallFile(file, maxBytes);
    if (bytes === null) return null;
    const body = bytes.subarray(SUM_DIGITS + 1);
    if (bytes.toString('latin1', 0, SUM_DIGITS) !== blake3(body).toString('hex')) return { damaged: `${file} fails its checksum` };
    return { found: JSON.parse(body.toString()) as unknown };
  } catch (error) {
    if (isFarvaultError(error, 'IO')) throw error;
    return { damaged: messageOf(error) };
  }
}

export async function writeChecked(file: string, value: unknown): Promise<void> {
  const body = Buffer.from(JSON.stringify(value));
  await writeFileDurable(file, Buffer.concat([Buffer.from(`${blake3(body).toString('hex')}\n`), body]));
}
