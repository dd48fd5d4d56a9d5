// Keys of the catalog: docs/formats.md, Views.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { SnapshotRecord } from '../repository/index.js';

/** Filters that are set must all match. */
export interface SnapshotFilter {
  jobId?: string;
  jobName?: string;
  agentId?: string;
  officeId?: string;
  /** Default: those that are listed. */
  state?: 'live' | 'trash' | 'all';
  limit?: number;
}

export const COUNT_KEY = Buffer.from('c');
export const LOST_PREFIX = 'q';
const ID_CHARS = 32;

export function snapshotKey(id: string): Buffer {
  return Buffer.from(`s${id}`);
}

/** The narrowest of the lists that hold everything the filter lets through. */
export function referencePrefix(filter: SnapshotFilter): string {
  if (filter.jobId !== undefined) return `j${filter.jobId}\0`;
  if (filter.jobName !== undefined) return `n${filter.jobName}\0`;
  if (filter.agentId !== undefined) return `a${filter.agentId}\0`;
  if (filter.officeId !== undefined) return `o${filter.officeId}\0`;
  return 't';
}

/** The keys under which the snapshot stands in each list, in the order of time. */
export function referenceKeys(snapshot: SnapshotRecord): Buffer[] {
  const tail = Buffer.alloc(8 + ID_CHARS);
  tail.writeBigUInt64BE(BigInt(snapshot.timeMs));
  tail.write(snapshot.id, 8, 'latin1');
  const { jobId, jobName, agentId, officeId } = snapshot;
  return [{}, { jobId }, { jobName }, { agentId }, { officeId }].map((filter) => Buffer.concat([Buffer.from(referencePrefix(filter)), tail]));
}

export function snapshotIdOf(referenceKey: Buffer): string {
  return referenceKey.toString('latin1', referenceKey.length - ID_CHARS);
}

export function encodeCount(count: number): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(count);
  return value;
}

export function decodeCount(value: Buffer | undefined): number {
  if (value === undefined) return 0;
  if (value.length !== 4) throw new FarvaultError('CORRUPT', `the catalog's count has ${value.length} bytes`, { remedy: 'Run `backupd rebuild`; nothing stored is lost.' });
  return value.readUInt32LE();
}

/** All keys that begin with `prefix`. */
export function prefixRange(prefix: string): { gte: Buffer; lt: Buffer } {
  const gte = Buffer.from(prefix);
  const lt = Buffer.from(gte);
  lt[lt.length - 1]++;
  return { gte, lt };
}
