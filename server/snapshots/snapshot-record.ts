// Snapshot records as they come back from the journal and the catalog.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { SnapshotRecord } from '../repository/index.js';

/** CORRUPT when a field is not what it should be; unknown fields are dropped. */
export function parseSnapshotRecord(value: unknown): SnapshotRecord {
  if (typeof value !== 'object' || value === null) throw broken('it is not an object');
  const fields = value as Record<string, unknown>;
  const text = (name: string): string => {
    const field = fields[name];
    if (typeof field !== 'string') throw broken(`'${name}' is not a text`);
    return field;
  };
  const hex = (name: string, chars: number): string => {
    const field = text(name);
    if (field.length !== chars || !/^[0-9a-f]*$/.test(field)) throw broken(`'${name}' is not ${chars} hexadecimal digits`);
    return field;
  };
  const count = (name: string): number => {
    const field = fields[name];
    if (typeof field !== 'number' || !Number.isSafeInteger(field) || field < 0) throw broken(`'${name}' is not a count`);
    return field;
  };
  const { paths, counters, partial } = fields;
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string')) throw broken(`'paths' is not a list of texts`);
  if (typeof counters !== 'object' || counters === null || !Object.values(counters).every((number) => typeof number === 'number')) {
    throw broken(`'counters' holds something other than numbers`);
  }
  if (typeof partial !== 'boolean') throw broken(`'partial' is neither true nor false`);
  return {
    id: hex('id', 32),
    officeId: text('officeId'),
    agentId: text('agentId'),
    jobId: text('jobId'),
    jobName: text('jobName'),
    agentName: text('agentName'),
    officeName: text('officeName'),
    runId: text('runId'),
    parentId: fields['parentId'] === null ? null : hex('parentId', 32),
    timeMs: count('timeMs'),
    ...(fields['steadyMs'] === undefined ? {} : { steadyMs: count('steadyMs') }),
    rootId: hex('rootId', 64),
    rootBytes: count('rootBytes'),
    paths,
    partial,
    counters: counters as Record<string, number>,
    ...(fields['recovered'] === true ? { recovered: true } : {}),
  };
}

function broken(what: string): FarvaultError {
  return new FarvaultError('CORRUPT', `a snapshot record cannot be read: ${what}`, { remedy: 'Run `backupd rebuild`.' });
}
