// The sections that `apply` takes, in the order in which they are applied: what others refer to comes first.
import { unknownKey, type Fault, type Path } from './faults.js';
import { count, flag, text, type Field } from './field.js';
import { map, texts } from './list-fields.js';
import { alertSchemas } from './resources-alerts.js';
import { reportSchema } from './resources-reports.js';
import { readResource, resourceField, type ReadResource, type ResourceSchema } from './resource-schema.js';
import { parseScope, SCOPE_FORMS, scopeText } from './scope.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LABEL = /^[A-Za-z0-9._/-]{1,63}$/;
const MAX_PATHS = 1024;
/** Of one `apply`, over all sections. */
const MAX_RESOURCES = 100_000;

export const nameField: Field<string> = text({ kind: 'name', limits: '1 to 64 letters, digits, dots, dashes and underscores', check: (name) => (NAME.test(name) ? null : `'${name.slice(0, 60)}' is not a name: 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit`) });

function pathFault(path: string): string | null {
  if (!path.startsWith('/')) return `'${path.slice(0, 100)}' is not an absolute path`;
  return path.split('/').some((part) => part === '..' || part === '.') ? `'${path.slice(0, 100)}': '.' and '..' are not allowed` : null;
}

/** `office  lyon` is `office lyon`. */
const plainScope = text({ kind: 'scope', limits: SCOPE_FORMS, check: (one) => (parseScope(one) === undefined ? `'${one.slice(0, 60)}' is not a scope: ${SCOPE_FORMS}` : null) });
export const scopeField: Field<string> = {
  ...plainScope,
  take: (raw, strict) => {
    const taken = plainScope.take(raw, strict);
    const scope = 'value' in taken ? parseScope(taken.value) : undefined;
    return scope === undefined ? taken : { value: scopeText(scope) };
  },
};

export const pathsField = texts({ kind: 'path', max: MAX_PATHS, check: pathFault });

const OFFICES: ResourceSchema = { section: 'offices', noun: 'office', key: 'name', keyField: nameField, fields: {} };

const AGENTS: ResourceSchema = {
  section: 'agents',
  noun: 'agent',
  key: 'name',
  keyField: nameField,
  fields: {
    labels: resourceField(map({ max: 32, check: (key, value) => (LABEL.test(key) && LABEL.test(value) ? null : `'${key.slice(0, 63)}=${value.slice(0, 63)}' is not a label: 1 to 63 letters, digits, dots, dashes, slashes and underscores`) }), 'groups that it belongs to, such as host: esx1', { default: {} }),
  },
};

const POLICIES: ResourceSchema = {
  section: 'policies',
  noun: 'policy',
  key: 'scope',
  keyField: scopeField,
  fields: { maxRuns: resourceField(count(1, 100_000), 'how many runs of the scope go at once') },
  settings: true,
};

const JOBS: ResourceSchema = {
  section: 'jobs',
  noun: 'job',
  key: 'name',
  keyField: nameField,
  fields: {
    agent: resourceField(nameField, 'the agent that runs it', { required: true }),
    paths: resourceField(pathsField, 'what to protect, absolute', { required: true }),
    images: resourceField(pathsField, 'disk images among them: cut at fixed offsets', { default: [] }),
    paused: resourceField(flag(), 'its schedule is not followed', { default: false }),
  },
  settings: true,
  check: (job) => ((job['paths'] as string[]).length === 0 ? ['no path given: a job protects at least one'] : []),
};

export const RESOURCE_SCHEMAS: readonly ResourceSchema[] = [OFFICES, AGENTS, POLICIES, JOBS, ...alertSchemas(nameField, scopeField), reportSchema(nameField)];

export function schemaOf(section: string): ResourceSchema | undefined {
  return RESOURCE_SCHEMAS.find((schema) => schema.section === section);
}

/** All sections of one `apply`: faults of every resource, and names given twice. */
export function readResources(raw: unknown, strict: boolean, where: Path = []): { resources: Record<string, ReadResource[]>; faults: Fault[] } {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { resources: {}, faults: [{ path: where, text: 'not a mapping of sections' }] };
  const faults: Fault[] = [];
  const resources: Record<string, ReadResource[]> = {};
  let total = 0;
  for (const [section, list] of Object.entries(raw as Record<string, unknown>)) {
    const schema = schemaOf(section);
    const path = [...where, section];
    if (schema === undefined) faults.push({ path, text: unknownKey(section, RESOURCE_SCHEMAS.map((one) => one.section)) });
    else if (list !== null && !Array.isArray(list)) faults.push({ path, text: `${section} is a list` });
    else if ((total += list?.length ?? 0) > MAX_RESOURCES) faults.push({ path, text: `more than ${MAX_RESOURCES} resources` });
    else resources[section] = readSection(schema, list ?? [], path, strict, faults);
  }
  return { resources, faults };
}

function readSection(schema: ResourceSchema, list: unknown[], path: Path, strict: boolean, faults: Fault[]): ReadResource[] {
  const seen = new Map<string, number>();
  return list.flatMap((item, index) => {
    const { resource, faults: own } = readResource(schema, item, [...path, index], strict);
    faults.push(...own);
    if (resource === undefined) return [];
    const before = seen.get(resource.name);
    if (before !== undefined) faults.push({ path: [...path, index, schema.key], text: `${schema.noun} '${resource.name}' is given twice (first as number ${before + 1})` });
    seen.set(resource.name, index);
    return [resource];
  });
}

