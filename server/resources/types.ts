// What `apply` and `export` move: named things of a few kinds, each kept by its domain. A kind knows how to check, store, remove and list its own.
import type { ReadResource } from '../../shared/settings/index.js';

/** One resource by shared/settings' schema of its section: canonical values, keys at their default left out; `name` is always there. */
export type Resource = ReadResource;

/** All resources of one `apply`, by section. */
export type ResourceSet = Record<string, Resource[]>;

export interface ResourceKind {
  /** The section's name in YAML: offices, agents, policies, jobs, alertRules, destinations, reports. */
  section: string;
  /** As `apply` takes it: keys at their default are left out. */
  get(name: string): Resource | undefined;
  /** In the order of names. */
  list(): Resource[];
  /** What is wrong with `resource`, given what is there and what the same `apply` brings (`coming`). Empty: nothing. It has passed its schema. */
  check(resource: Resource, coming: ResourceSet): string[];
  /** What is wrong with all of `coming` together, of every section. One kind is enough to ask what concerns several. */
  checkTogether?(coming: ResourceSet): string[];
  /** Creates or replaces. Resolves when it is journalled. It has been checked. */
  put(resource: Resource, by: string): Promise<void>;
  /** NOT_FOUND; REFUSED when something needs it. */
  remove(name: string, by: string): Promise<void>;
}

export interface Change {
  section: string;
  name: string;
  action: 'create' | 'update' | 'unchanged';
  /** One line a changed key: `rateLimit: 2MiB/s -> none`. */
  details: string[];
}
