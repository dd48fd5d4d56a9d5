// Resources written as YAML: read with every fault at once, each at its line and column. What is in a file is not trusted: its size, nesting and aliases are bounded.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, stringify, visit, type Document, type Node, type ParsedNode } from 'yaml';
import { messageOf } from '../shared/errors/errors.js';
import { readResources, RESOURCE_SCHEMAS, type Path } from '../shared/settings/index.js';
import { nestsDeeper } from './yaml-depth.js';

export interface FileFault {
  line: number;
  column: number;
  text: string;
}

const MAX_FILE_BYTES = 2 << 20;
const MAX_DOCUMENTS = 1000;
/** Uses of anchors: enough for lists that policies share, too few for a bomb. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 64;

type Sections = Record<string, unknown[]>;

interface ResourceFile {
  sections: Sections;
  faults: FileFault[];
  /** What only the server can know is wrong, one a line, at the line of the resource that it names; line 0 where the file does not name it. */
  placed: (fromServer: string) => FileFault[];
}

type Origin = { document: Document.Parsed; path: Path };

/** The sections of all documents of a file, as `Apply` takes them. */
export function readResourceFile(text: string): ResourceFile {
  const whole = (fault: string): ResourceFile => ({ sections: {}, faults: [{ line: 1, column: 1, text: fault }], placed: () => [] });
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) return whole(`the file is larger than ${MAX_FILE_BYTES} bytes: apply it in several`);
  if (nestsDeeper(text, MAX_DEPTH)) return whole(`the file is nested deeper than ${MAX_DEPTH} levels`);
  return read(text);
}

function read(text: string): ResourceFile {
  const lines = new LineCounter();
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const documents = [...parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: 'error' })] as Document.Parsed[];
  const broken = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings].map(({ pos, message }) => ({ ...at(pos[0]), text: message })));
  for (const document of documents) if (broken.length === 0) broken.push(...aliasFaults(document).map(({ offset, text: fault }) => ({ ...at(offset), text: fault })));
  if (documents.length > MAX_DOCUMENTS) broken.push({ line: 1, column: 1, text: `more than ${MAX_DOCUMENTS} documents` });
  if (broken.length > 0) return { sections: {}, faults: broken, placed: () => [] };

  const { sections, faults, originOf } = gather(documents);
  const all = [...faults, ...readResources(sections, true).faults.map(({ path, text: fault }) => ({ origin: originOf(path), text: fault }))];
  const placed = all.map(({ origin, text: fault }) => ({ ...at(placeOf(origin.document, origin.path)), text: fault }));
  const inOrder = (list: FileFault[]): FileFault[] => list.sort((a, b) => a.line - b.line || a.column - b.column);
  const named = new Map<string, Path>(RESOURCE_SCHEMAS.flatMap(({ section, noun, key }) => (sections[section] ?? []).map((item, index): [string, Path] => [`${noun} '${String((item as Record<string, unknown> | null)?.[key])}'`, [section, index]])));
  const placeOfNamed = (fault: string): { line: number; column: number } => {
    const path = named.get(/^[a-z ]+ '[^']*'/.exec(fault)?.[0] ?? '');
    const origin = path === undefined ? undefined : originOf(path);
    return origin === undefined ? { line: 0, column: 0 } : at(placeOf(origin.document, origin.path));
  };
  return { sections, faults: inOrder(placed), placed: (fromServer) => inOrder(fromServer.split('\n').map((fault) => ({ ...placeOfNamed(fault), text: fault }))) };
}

/** `exclude: *.tmp` is an alias to YAML: whoever writes it means a text. */
function aliasFaults(document: Document.Parsed): { offset: number; text: string }[] {
  const found: { offset: number; text: string }[] = [];
  // In one pass: to resolve each alias goes through the whole document.
  const anchors = new Set<string>();
  visit(document, {
    Value: (_key, { anchor }) => {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias: (_key, alias) => {
      if (!anchors.has(alias.source)) found.push({ offset: alias.range?.[0] ?? 0, text: `nothing is called &${alias.source.slice(0, 60)}; what begins with * stands in quotes: '*${alias.source.slice(0, 60)}'` });
    },
  });
  return found;
}

interface Gathered {
  sections: Sections;
  faults: { origin: Origin; text: string }[];
  originOf: (path: Path) => Origin;
}

/** Lists of one section in several documents are one list. */
function gather(documents: Document.Parsed[]): Gathered {
  // Without a prototype, which a section could be named after.
  const sections = Object.create(null) as Sections;
  const origins = new Map<string, Origin[]>();
  const faults: Gathered['faults'] = [];
  for (const document of documents) {
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      faults.push({ origin: { document, path: [] }, text: messageOf(error) });
      continue;
    }
    if (value === null || value === undefined) continue;
    if (typeof value !== 'object' || Array.isArray(value)) {
      faults.push({ origin: { document, path: [] }, text: `not a mapping of sections: ${RESOURCE_SCHEMAS.map(({ section }) => section).join(', ')}` });
      continue;
    }
    for (const [section, list] of Object.entries(value as Record<string, unknown>)) {
      if (list !== null && !Array.isArray(list)) {
        faults.push({ origin: { document, path: [section] }, text: `${section} is a list` });
        continue;
      }
      const before = origins.get(section) ?? [];
      const items: unknown[] = list ?? [];
      origins.set(section, [...before, ...items.map((_, index) => ({ document, path: [section, index] }))]);
      sections[section] = [...(Object.hasOwn(sections, section) ? sections[section] : []), ...items];
    }
  }
  const holding = (section: string): Document.Parsed => documents.find((document) => isMap(document.contents) && document.has(section)) ?? documents[0];
  return {
    sections,
    faults,
    originOf: (path) => {
      const [section, index, ...rest] = path;
      const origin = typeof index === 'number' ? origins.get(String(section))?.[index] : undefined;
      return origin === undefined ? { document: holding(String(section)), path: path.slice(0, 1) } : { document: origin.document, path: [...origin.path, ...rest] };
    },
  };
}

/** Where the key (or the item of a list) that the path leads to begins. */
function placeOf(document: Document.Parsed, path: Path): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = (node.resolve(document) as ParsedNode | undefined) ?? null;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node) && typeof step === 'number') {
      node = (node.items[step] as Node | undefined) ?? null;
      offset = node?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

/** YAML that `readResourceFile` reads as the same. */
export function printResources(sections: Record<string, unknown[]>): string {
  return Object.keys(sections).length === 0 ? '' : stringify(sections, { lineWidth: 0, aliasDuplicateObjects: false });
}
