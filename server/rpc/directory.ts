// To which office belongs what a request names? Asked by the guard, before a handler is.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { parseScope } from '../../shared/settings/index.js';
import type { Fleet } from '../fleet/index.js';
import type { Jobs } from '../jobs/index.js';
import type { SnapshotDirectory } from './admin/views.js';
import type { Concern } from './rules.js';

type Run = { officeId: string; agentId: string; kind: string; startedBy: string };

export interface Found {
  officeId: string;
  run?: Run;
}

export interface Directory {
  /** Undefined: there is no such thing, or more than one. 'server': it concerns all offices. */
  find(concern: Concern): Promise<Found | 'server' | undefined>;
}

export interface DirectoryParts {
  fleet: Pick<Fleet, 'listAgents' | 'listOffices'>;
  jobs: Pick<Jobs, 'find'>;
  runs: { get(id: string): Run | Promise<Run> };
  snapshots: Pick<SnapshotDirectory, 'resolve' | 'latestOf' | 'list'>;
  /** The id of an alert's office, '' when it is about the server; undefined: there is no such alert. */
  officeOfAlert(id: string): string | undefined;
  scopeOfSilence(id: string): string | undefined;
}

const LATEST = 'latest:';

export function createDirectory(parts: DirectoryParts): Directory {
  const { fleet, jobs, runs, snapshots } = parts;
  const office = (officeId: string | undefined): Found | undefined => (officeId === undefined ? undefined : { officeId });
  const officeOf = (nameOrId: string): Found | undefined => office(fleet.listOffices().find((known) => known.name === nameOrId || known.id === nameOrId)?.id);
  const agentOf = (nameOrId: string): Found | undefined => {
    const agents = fleet.listAgents();
    return office((agents.find((agent) => agent.name === nameOrId) ?? agents.find((agent) => agent.id === nameOrId))?.officeId);
  };
  const jobOf = async (name: string): Promise<Found | undefined> => {
    const job = jobs.find(name);
    // The snapshots of a deleted job stay, under its name.
    return job === undefined ? office((await snapshots.list({ jobName: name, limit: 1 }))[0]?.officeId) : agentOf(job.agentId);
  };
  const runOf = async (id: string): Promise<Found | undefined> => {
    const run = await orUndefined(async () => runs.get(id));
    return run === undefined ? undefined : { officeId: run.officeId, run };
  };
  const snapshotOf = async (selector: string): Promise<Found | undefined> => {
    const job = selector.startsWith(LATEST) ? jobs.find(selector.slice(LATEST.length)) : undefined;
    if (job !== undefined) return office((await snapshots.latestOf(job.id))?.officeId);
    return office((await orUndefined(() => snapshots.resolve(selector)))?.officeId);
  };
  const scopeOf = (scope: string): Found | 'server' | undefined => {
    const parsed = parseScope(scope);
    if (parsed?.kind === 'office') return officeOf(parsed.name);
    return parsed?.kind === 'agent' ? agentOf(parsed.name) : 'server';
  };
  const silenceOf = (id: string): Found | 'server' | undefined => {
    const scope = parts.scopeOfSilence(id);
    return scope === undefined ? undefined : scopeOf(scope);
  };
  const finders: Record<Concern['what'], (name: string) => ReturnType<typeof scopeOf> | Promise<ReturnType<typeof scopeOf>>> = {
    office: officeOf,
    agent: agentOf,
    job: jobOf,
    run: runOf,
    snapshot: snapshotOf,
    alert: (id) => office(parts.officeOfAlert(id)),
    silence: silenceOf,
    scope: scopeOf,
  };
  return { find: async ({ what, name }) => finders[what](name) };
}

/** No such thing, or a name that fits several: both are answered alike. */
async function orUndefined<T>(get: () => Promise<T>): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (isFarvaultError(error, 'NOT_FOUND') || isFarvaultError(error, 'INVALID')) return undefined;
    throw error;
  }
}
