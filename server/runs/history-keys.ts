// Keys of the history: docs/formats.md, Views.
import type { RunRecord } from './run-record.js';

/** What is set must all match. Times are those of the order, `sinceMs` included, `untilMs` not. */
export interface RunFilter {
  jobId?: string;
  jobName?: string;
  agentId?: string;
  officeIds?: readonly string[];
  kind?: string;
  states?: readonly string[];
  sinceMs?: number;
  untilMs?: number;
  limit?: number;
  /** What else must be true of it. */
  accept?: (run: RunRecord) => boolean;
}

export const COUNT_KEY = Buffer.from('c');
const TIME_BYTES = 8;
const END = 0xff;

export function orderKey(id: string): Buffer {
  return Buffer.from(`q${id}`);
}

export function runKey(id: string): Buffer {
  return Buffer.from(`r${id}`);
}

/** The lists that a run stands in, each in the order of time. */
export function referenceKeys(run: RunRecord): Buffer[] {
  const lists = [TIME_LIST, stateList(run.state)];
  if (run.jobId !== '') lists.push(jobList(run.jobId), jobNameList(run.jobName));
  if (run.agentId !== '') lists.push(agentList(run.agentId));
  if (run.officeId !== '') lists.push(officeList(run.officeId));
  return lists.map((list) => Buffer.concat([Buffer.from(list), timeBytes(run.queuedMs), Buffer.from(run.id, 'latin1')]));
}

export const TIME_LIST = 't';
const stateList = (state: string): string => `s${state}\0`;
const jobList = (id: string): string => `j${id}\0`;
/** The runs of a deleted job stay, under its name. */
const jobNameList = (name: string): string => `n${name}\0`;
const agentList = (id: string): string => `a${id}\0`;
const officeList = (id: string): string => `o${id}\0`;

/** The narrowest lists that hold everything that the filter lets through: one, or one a state. */
export function listsFor(filter: RunFilter): string[] {
  if (filter.jobId !== undefined) return [jobList(filter.jobId)];
  if (filter.jobName !== undefined) return [jobNameList(filter.jobName)];
  if (filter.agentId !== undefined) return [agentList(filter.agentId)];
  if (filter.states !== undefined) return filter.states.map(stateList);
  if (filter.officeIds !== undefined) return filter.officeIds.map(officeList);
  return [TIME_LIST];
}

export function listRange(list: string, sinceMs = 0, untilMs = Infinity): { gte: Buffer; lt: Buffer } {
  const prefix = Buffer.from(list);
  const bound = (ms: number): Buffer => Buffer.concat([prefix, ms === Infinity ? Buffer.alloc(TIME_BYTES + 1, END) : timeBytes(ms)]);
  return { gte: bound(sinceMs), lt: bound(untilMs) };
}

/** The id at the end of a key of a list. */
export function idOf(key: Buffer, list: string): string {
  return key.toString('latin1', Buffer.byteLength(list) + TIME_BYTES);
}

export function matches(run: RunRecord, filter: RunFilter): boolean {
  return (
    (filter.jobId === undefined || run.jobId === filter.jobId) &&
    (filter.jobName === undefined || run.jobName === filter.jobName) &&
    (filter.agentId === undefined || run.agentId === filter.agentId) &&
    (filter.officeIds === undefined || filter.officeIds.includes(run.officeId)) &&
    (filter.kind === undefined || run.kind === filter.kind) &&
    (filter.states === undefined || filter.states.includes(run.state)) &&
    run.queuedMs >= (filter.sinceMs ?? 0) &&
    run.queuedMs < (filter.untilMs ?? Infinity) &&
    (filter.accept === undefined || filter.accept(run))
  );
}

function timeBytes(ms: number): Buffer {
  const bytes = Buffer.alloc(TIME_BYTES);
  bytes.writeBigUInt64BE(BigInt(Math.max(0, Math.trunc(ms))));
  return bytes;
}
