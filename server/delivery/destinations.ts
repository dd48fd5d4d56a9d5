// Destinations: journalled, and moved by `apply`. Their passwords are secrets, which a destination only names.
import { FarvaultError } from '../../shared/errors/errors.js';
import { WELL_DEFAULT } from '../../shared/settings/index.js';
import type { JournalBody, JournalRecord, StateReducer } from '../repository/types.js';
import type { Resource, ResourceKind, ResourceSet } from '../resources/index.js';
import type { Destination, DestinationResource } from './types.js';

const MAX_DESTINATIONS = 1000;

export class DestinationState implements StateReducer {
  readonly name = 'destinations';
  readonly mayBeAbsent = true as const;
  readonly #byName = new Map<string, { resource: DestinationResource; sinceMs: number }>();

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'destination.set') {
      const resource = body['destination'] as DestinationResource;
      this.#byName.set(resource.name, { resource, sinceMs: this.#byName.get(resource.name)?.sinceMs ?? timeMs });
    } else if (body.kind === 'destination.deleted') this.#byName.delete(body['name'] as string);
  }

  save(): unknown {
    return [...this.#byName.values()];
  }

  load(saved: unknown): void {
    this.#byName.clear();
    for (const one of saved as { resource: DestinationResource; sinceMs: number }[]) this.#byName.set(one.resource.name, one);
  }

  resource(name: string): DestinationResource | undefined {
    return this.#byName.get(name)?.resource;
  }

  resources(): DestinationResource[] {
    return [...this.#byName.values()].map(({ resource }) => resource).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): Destination | undefined {
    const resource = this.resource(name);
    return resource === undefined ? undefined : destinationOf(resource);
  }

  /** With the time at which each was made. */
  all(): (Destination & { sinceMs: number })[] {
    return this.resources().map((resource) => ({ ...destinationOf(resource), sinceMs: this.#byName.get(resource.name)?.sinceMs ?? 0 }));
  }
}

/** With the defaults in their places. The resource has passed its schema. */
export function destinationOf(resource: DestinationResource): Destination {
  const text = (key: string, otherwise = ''): string => (resource[key] as string | undefined) ?? otherwise;
  const orNull = (key: string): string | null => (resource[key] as string | undefined) ?? null;
  const port = (otherwise: number): number => (resource['port'] as number | undefined) ?? otherwise;
  const common = { name: resource.name, allIsWell: text('allIsWell', WELL_DEFAULT), timezone: text('timezone', 'UTC') };
  switch (resource['type'] as Destination['type']) {
    case 'smtp': {
      const tls = text('tls', 'starttls') as 'starttls' | 'tls' | 'none';
      return { ...common, type: 'smtp', host: text('host'), port: port(tls === 'tls' ? 465 : 587), tls, user: orNull('user'), secret: orNull('secret'), from: text('from'), to: resource['to'] as string[], ca: orNull('ca') };
    }
    case 'webhook':
      return { ...common, type: 'webhook', url: text('url'), secret: text('secret'), ca: orNull('ca') };
    case 'syslog':
      return { ...common, type: 'syslog', transport: text('transport', 'udp') as 'udp' | 'tcp' | 'unix', host: text('host'), port: port(514), path: text('path', '/dev/log'), facility: text('facility', 'daemon') };
  }
}

export interface DestinationParts {
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  state: DestinationState;
  secrets: { has(name: string): boolean };
  /** What refers to a destination, in words: `alert rule night`. */
  users: (name: string) => string[];
}

export function destinationKind({ journal, state, secrets, users }: DestinationParts): ResourceKind {
  return {
    section: 'destinations',
    get: (name) => state.resource(name),
    list: () => state.resources(),
    check: (resource: Resource, coming: ResourceSet) => {
      const secret = resource['secret'] as string | undefined;
      const faults = secret === undefined || secrets.has(secret) ? [] : [`there is no secret '${secret}': backupctl secret set ${secret}`];
      const others = new Set([...state.resources(), ...(coming['destinations'] ?? [])].map(({ name }) => name));
      if (others.size > MAX_DESTINATIONS) faults.push(`more than ${MAX_DESTINATIONS} destinations`);
      return faults;
    },
    put: async (resource, by) => void (await journal.appendJournal({ kind: 'destination.set', destination: resource, by })),
    remove: async (name, by) => {
      if (state.resource(name) === undefined) throw new FarvaultError('NOT_FOUND', `no destination is called '${name}'`, { remedy: 'backupctl alert destinations shows them' });
      const [user] = users(name);
      if (user !== undefined) throw new FarvaultError('REFUSED', `${user} names destination ${name}`, { remedy: 'Change that first.' });
      await journal.appendJournal({ kind: 'destination.deleted', name, by });
    },
  };
}
