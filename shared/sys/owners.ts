// Names of users and groups. Files first (read once), then `getent` for what a directory service knows; every answer is kept.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

const GETENT_TIMEOUT_MS = 2_000;
/** Beyond it answers are not kept: a tree with more owners than that is no ordinary one. */
const CACHE_ENTRIES = 65_536;

type Database = 'passwd' | 'group';

class OwnerNames {
  private readonly byId = new Map<number, Buffer | null>();
  private loaded = false;
  /** After one time-out the service is not asked again in this process. */
  private serviceAnswers = true;

  constructor(private readonly database: Database) {}

  name(id: number): Buffer | null {
    this.load();
    let name = this.byId.get(id);
    if (name === undefined) {
      name = this.ask(id)?.name ?? null;
      if (this.byId.size < CACHE_ENTRIES) this.byId.set(id, name);
    }
    return name;
  }

  private load(): void {
    if (this.loaded) return;
    this.loaded = true;
    try {
      for (const line of fs.readFileSync(`/etc/${this.database}`, 'latin1').split('\n')) this.keep(line);
    } catch {
      // a machine without the file: getent alone answers
    }
  }

  private keep(line: string): { name: Buffer; id: number } | null {
    const [text, , number] = line.split(':');
    if (text === undefined || text === '' || number === undefined || !/^\d+$/.test(number)) return null;
    const entry = { name: Buffer.from(text, 'latin1'), id: Number(number) };
    if (!this.byId.has(entry.id)) this.byId.set(entry.id, entry.name);
    return entry;
  }

  private ask(id: number): { name: Buffer; id: number } | null {
    if (!this.serviceAnswers) return null;
    try {
      const line = execFileSync('getent', [this.database, String(id)], { timeout: GETENT_TIMEOUT_MS, encoding: 'latin1', stdio: ['ignore', 'pipe', 'ignore'] });
      return this.keep(line.split('\n')[0]);
    } catch (error) {
      const exited = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number';
      if (!exited) this.serviceAnswers = false; // not installed, or no answer in time
      return null;
    }
  }
}

const users = new OwnerNames('passwd');
const groups = new OwnerNames('group');

/** Null: no such user. */
export function userName(uid: number): Buffer | null {
  return users.name(uid);
}

export function groupName(gid: number): Buffer | null {
  return groups.name(gid);
}
