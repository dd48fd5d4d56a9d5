// An entry of the audit as the view keeps it.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { JournalRecord } from '../repository/types.js';
import type { Actor } from './actors.js';
import { describeChange } from './redact.js';

export interface AuditEntry {
  /** Of the journal record. */
  number: number;
  timeMs: number;
  by: string;
  from: string;
  /** The kind of the record: "job.updated". */
  action: string;
  about: readonly string[];
  /** Offices concerned; none: the server as a whole. */
  offices: readonly string[];
  /** JSON. */
  what: string;
}

/** Undefined for records that are nobody's doing. An enrolment is no administrator's, but it is the first use of a token; administrators are made and releases forgotten at the server, too. */
export function entryOf(record: JournalRecord): AuditEntry | undefined {
  const { number, timeMs, body } = record;
  const action = body.kind;
  // Where the steady clock stood stands before many a change, and is nobody's doing.
  if (action === 'clock.marked') return undefined;
  const actor = body['actor'] as Actor | undefined;
  if (actor !== undefined) {
    const { by, from, about, offices } = actor;
    return { number, timeMs, by, from, action, about, offices, what: describeChange(body) };
  }
  const atServer = madeAtServer(body);
  if (atServer !== undefined) return { number, timeMs, by: 'backupd', from: 'the server itself', action, about: [atServer], offices: [], what: describeChange(body) };
  if (action !== 'fleet.agent-enrolled' && action !== 'fleet.agent-replaced') return undefined;
  const agent = `agent ${String(body['name'])}`;
  return { number, timeMs, by: agent, from: String(body['peer']), action, about: [agent], offices: [String(body['officeId'])], what: describeChange(body) };
}

/** What a command on the server's machine was about. */
function madeAtServer(body: JournalRecord['body']): string | undefined {
  if (body.kind === 'fleet.user-created') return `user ${String(body['name'])}`;
  if (body.kind === 'release.forgotten') return `root ${String(body['version'])}`;
  return body.kind === 'repository.restored' ? 'repository' : undefined;
}

export const FIRST_KEY = Buffer.from('e');
export const END_KEY = Buffer.from('f');
export const COUNT_KEY = Buffer.from('c');

export function entryKey(number: number): Buffer {
  const key = Buffer.alloc(9);
  FIRST_KEY.copy(key);
  key.writeBigUInt64BE(BigInt(number), 1);
  return key;
}

export function parseEntry(value: Buffer): AuditEntry {
  return JSON.parse(value.toString()) as AuditEntry;
}

export function parseCount(value: Buffer | undefined): number {
  if (value === undefined) return 0;
  const count = Number(value.toString());
  if (!Number.isSafeInteger(count)) throw new FarvaultError('CORRUPT', 'the count of the audit view does not verify', { remedy: 'Run `backupd rebuild`; nothing stored is lost.' });
  return count;
}
