// The passphrase of a private key: from a file, the environment, or a terminal that does not show it. Never from the command line, which others on the machine can read.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';

const MAX_BYTES = 1024;

export interface PassphraseOptions {
  passphraseFile?: string;
}

/** Asks for it once; a new one is asked for twice. */
export async function readPassphrase({ passphraseFile }: PassphraseOptions, key: string, isNew: boolean): Promise<string> {
  if (passphraseFile !== undefined) return firstLine(passphraseFile);
  const given = process.env.FARVAULT_KEY_PASSPHRASE;
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) throw new FarvaultError('USAGE', `the passphrase of ${key} is not given`, { remedy: `Give --passphrase-file FILE or FARVAULT_KEY_PASSPHRASE, or run it on a terminal.${isNew ? ' --no-passphrase makes a key that whoever has the file can use.' : ''}` });
  const first = await ask(`Passphrase of ${key}: `);
  if (isNew && (await ask('Once more: ')) !== first) throw new FarvaultError('USAGE', 'the two passphrases differ; nothing was written');
  return first;
}

async function firstLine(file: string): Promise<string> {
  const bytes = await readSmallFile(path.resolve(file), MAX_BYTES);
  if (bytes === null) throw new FarvaultError('NOT_FOUND', `there is no file ${file}`);
  return bytes.toString().split(/\r?\n/, 1)[0];
}

function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_part, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve, reject) => {
    terminal.once('SIGINT', () => terminal.close());
    terminal.once('close', () => {
      process.stderr.write('\n');
      reject(new FarvaultError('CANCELLED', 'interrupted'));
    });
    terminal.once('line', (line) => {
      resolve(line);
      terminal.close();
    });
  });
}
