// Applies and exports resources. Everything is checked before anything is changed; then it is changed in the order of sections. What was cut off in the
// middle goes on when it is applied again: what is done already is unchanged then.
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { faultsText, plainResource, readResources, RESOURCE_SCHEMAS, schemaOf, unknownKey, type ResourceSchema } from '../../shared/settings/index.js';
import { planChange } from './plan.js';
import type { Change, Resource, ResourceKind } from './types.js';

/** Of one export answer, so that it fits into a message. */
const EXPORT_BYTES = 1 << 20;
const MAX_FAULTS = 20;

export interface ApplyOptions {
  dryRun: boolean;
  /** Only the keys given change; null takes one away. */
  merge: boolean;
  by: string;
}

interface Step {
  kind: ResourceKind;
  resource: Resource;
  change: Change;
}

export class Resources {
  readonly #applying = new Mutex();
  readonly #kinds: ReadonlyMap<string, ResourceKind>;

  constructor(kinds: ResourceKind[]) {
    this.#kinds = new Map(kinds.map((kind) => [kind.section, kind]));
  }

  /** `raw`: sections as in YAML. USAGE names every fault. */
  apply(raw: unknown, { dryRun, merge, by }: ApplyOptions): Promise<Change[]> {
    return this.#applying.run(async () => {
      const steps = this.#plan(merge ? this.#merged(raw) : raw);
      const changes = steps.map(({ change }) => change);
      if (dryRun) return changes;
      const due = steps.filter(({ change }) => change.action !== 'unchanged');
      for (const [done, { kind, resource, change }] of due.entries()) await this.#put(kind, resource, change, by, `${done} of ${due.length} changes are made`);
      return changes;
    });
  }

  /** Sections as in YAML, as many resources as fit into a message. `cursor`: `next` of the answer before; empty: from the start. */
  export(sections: string[], cursor: string): { resources: Record<string, unknown[]>; next: string } {
    const wanted = sections.length === 0 ? RESOURCE_SCHEMAS : sections.map((section) => this.#schema(section));
    const all = wanted.flatMap((schema) => (this.#kinds.get(schema.section)?.list() ?? []).map((resource) => ({ schema, resource, place: `${schema.section}/${resource.name}` })));
    const found = all.findIndex(({ place }) => place === cursor);
    if (cursor !== '' && found < 0) throw new FarvaultError('CONFLICT', 'what was exported has changed meanwhile', { remedy: 'Export again.', retryable: true });
    const resources: Record<string, unknown[]> = {};
    let bytes = 0;
    for (const { schema, resource, place } of all.slice(Math.max(0, found))) {
      const plain = plainResource(schema, resource);
      bytes += Buffer.byteLength(JSON.stringify(plain)) + 1;
      if (bytes > EXPORT_BYTES && Object.keys(resources).length > 0) return { resources, next: place };
      (resources[schema.section] ??= []).push(plain);
    }
    return { resources, next: '' };
  }

  async remove(section: string, name: string, by: string): Promise<void> {
    await this.#kind(this.#schema(section)).remove(name, by);
  }

  #plan(raw: unknown): Step[] {
    const { resources, faults } = readResources(raw, true);
    if (faults.length > 0) throw new FarvaultError('USAGE', faultsText(faults));
    const inOrder = RESOURCE_SCHEMAS.flatMap((schema) => (resources[schema.section] ?? []).map((resource) => ({ schema, kind: this.#kind(schema), resource })));
    const wrong = inOrder.flatMap(({ schema, kind, resource }) => kind.check(resource, resources).map((text) => `${schema.noun} '${resource.name}': ${text}`));
    // What contradicts is worth telling only of what is right by itself.
    if (wrong.length === 0) for (const kind of this.#kinds.values()) wrong.push(...(kind.checkTogether?.(resources) ?? []));
    if (wrong.length > 0) throw new FarvaultError('USAGE', [...wrong.slice(0, MAX_FAULTS), ...(wrong.length > MAX_FAULTS ? [`and ${wrong.length - MAX_FAULTS} more`] : [])].join('\n'));
    return inOrder.map(({ schema, kind, resource }) => ({ kind, resource, change: planChange(schema, kind.get(resource.name), resource) }));
  }

  async #put(kind: ResourceKind, resource: Resource, { section, name }: Change, by: string, progress: string): Promise<void> {
    try {
      await kind.put(resource, by);
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      throw new FarvaultError(error.code, `${section} '${name}': ${error.message} (${progress})`, { remedy: error.remedy ?? 'Apply it again: what is done already stays.', retryable: error.retryable, cause: error });
    }
  }

  /** What is there with the keys given in place of its own. */
  #merged(raw: unknown): unknown {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
    return Object.fromEntries(Object.entries(raw as Record<string, unknown>).map(([section, list]) => [section, Array.isArray(list) ? list.map((item: unknown) => this.#mergedOne(schemaOf(section), item)) : list]));
  }

  #mergedOne(schema: ResourceSchema | undefined, item: unknown): unknown {
    if (schema === undefined || typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    const given = item as Record<string, unknown>;
    const name = schema.keyField.take(given[schema.key], true);
    const there = 'value' in name ? this.#kinds.get(schema.section)?.get(name.value) : undefined;
    const both = { ...(there === undefined ? {} : plainResource(schema, there)), ...given };
    return Object.fromEntries(Object.entries(both).filter(([, value]) => value !== null));
  }

  #schema(section: string): ResourceSchema {
    const schema = schemaOf(section);
    if (schema === undefined) throw new FarvaultError('USAGE', unknownKey(section, [...this.#kinds.keys()]), { remedy: `Give one of ${[...this.#kinds.keys()].join(', ')}.` });
    return schema;
  }

  #kind(schema: ResourceSchema): ResourceKind {
    const kind = this.#kinds.get(schema.section);
    if (kind === undefined) throw new FarvaultError('INTERNAL', `nothing keeps ${schema.section}`);
    return kind;
  }
}
