// Passwords and keys of destinations: files of mode 0600 in DIR/secrets. Their values are in no journal, no log, no export and no answer; that one was set or deleted is journalled.
import path from 'node:path';
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ensureDirectory, readSmallFile, removeFile, TEMP_SUFFIX, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MAX_VALUE_BYTES = 4096;
const MAX_FILE_BYTES = 16 * 1024;
const MAX_SECRETS = 1000;

interface Stored {
  value: string;
  setMs: number;
  setBy: string;
}

export interface SecretInfo {
  name: string;
  setMs: number;
  setBy: string;
}

export interface SecretParts {
  directory: string;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  now: () => number;
  /** Destinations that name the secret. */
  users(name: string): string[];
}

export class Secrets {
  readonly #known = new Map<string, SecretInfo>();
  readonly #changes = new Mutex();

  constructor(private readonly parts: SecretParts) {}

  async open(): Promise<void> {
    const { directory } = this.parts;
    await ensureDirectory(directory, realFs);
    for (const name of await realFs.readdir(directory)) {
      if (name.endsWith(TEMP_SUFFIX) || !NAME.test(name)) continue;
      // One that is unreadable is listed without a date, and fails when it is used: the server starts all the same.
      const { setMs, setBy } = await this.#read(name).catch(() => ({ setMs: 0, setBy: '' }));
      this.#known.set(name, { name, setMs, setBy });
    }
  }

  list(): SecretInfo[] {
    return [...this.#known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  has(name: string): boolean {
    return this.#known.has(name);
  }

  /** For channels alone. */
  async value(name: string): Promise<string> {
    if (!this.#known.has(name)) throw new FarvaultError('NOT_FOUND', `there is no secret '${name}'`, { remedy: `backupctl secret set ${name}` });
    return (await this.#read(name)).value;
  }

  /** Creates or replaces. */
  set(name: string, value: Buffer, by: string): Promise<SecretInfo> {
    return this.#changes.run(async () => {
      if (!NAME.test(name) || name.endsWith(TEMP_SUFFIX)) throw new FarvaultError('USAGE', `'${name.slice(0, 64)}' is not a name: 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit`);
      const text = value.toString();
      if (value.length === 0 || value.length > MAX_VALUE_BYTES) throw new FarvaultError('USAGE', `a secret has 1 to ${MAX_VALUE_BYTES} bytes`);
      if (!Buffer.from(text).equals(value) || /[\0\r\n]/.test(text)) throw new FarvaultError('USAGE', 'a secret is one line of UTF-8 text');
      if (!this.#known.has(name) && this.#known.size >= MAX_SECRETS) throw new FarvaultError('NO_SPACE', `there are ${MAX_SECRETS} secrets already`);
      const info = { name, setMs: this.parts.now(), setBy: by };
      await writeFileDurable(this.#file(name), Buffer.from(JSON.stringify({ value: text, setMs: info.setMs, setBy: by } satisfies Stored)), 0o600);
      this.#known.set(name, info);
      await this.parts.journal.appendJournal({ kind: 'secret.set', name, by });
      return info;
    });
  }

  delete(name: string, by: string): Promise<void> {
    return this.#changes.run(async () => {
      if (!this.#known.has(name)) throw new FarvaultError('NOT_FOUND', `there is no secret '${name}'`, { remedy: 'backupctl secret list shows them' });
      const [user] = this.parts.users(name);
      if (user !== undefined) throw new FarvaultError('REFUSED', `destination ${user} uses secret '${name}'`, { remedy: 'Change or delete that first.' });
      await removeFile(this.#file(name), realFs);
      await realFs.syncDirectory(this.parts.directory);
      this.#known.delete(name);
      await this.parts.journal.appendJournal({ kind: 'secret.deleted', name, by });
    });
  }

  #file(name: string): string {
    return path.join(this.parts.directory, name);
  }

  async #read(name: string): Promise<Stored> {
    const bytes = await readSmallFile(this.#file(name), MAX_FILE_BYTES);
    try {
      return JSON.parse(String(bytes)) as Stored;
    } catch {
      // The cause would quote what is in the file.
      throw new FarvaultError('CORRUPT', `secret '${name}' cannot be read`, { remedy: `Set it again: backupctl secret set ${name}` });
    }
  }
}
