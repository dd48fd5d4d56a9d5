// What `apply` and `export` move: named things of a few kinds, each kept by its domain. A kind knows how to check, store, remove and print its own.

/** One resource as JSON, by shared/settings' schema of its section; `name` is always there. */
export interface Resource {
  name: string;
  [key: string]: unknown;
}

/** All resources of one `apply`, by section. */
export type ResourceSet = Record<string, Resource[]>;

export interface ResourceKind {
  /** The section's name in YAML: offices, agents, policies, jobs, alertRules, destinations, reports. */
  section: string;
  /** As `apply` takes it: keys at their default are left out. */
  get(name: string): Resource | undefined;
  list(): Resource[];
  /** What is wrong with `resource`, given what is there and what the same `apply` brings (`coming`). Empty: nothing. It has passed its schema. */
  check(resource: Resource, coming: ResourceSet): string[];
  /** Creates or replaces. Resolves when it is journalled. */
  put(resource: Resource, by: string): Promise<void>;
  /** NOT_FOUND; REFUSED when something needs it. */
  remove(name: string, by: string): Promise<void>;
}
