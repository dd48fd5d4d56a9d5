// What a verification has found, counted, and said line by line up to a bound.
const MAX_LINES = 1_000;

export type Finding =
  | 'frames' // do not verify
  | 'chunks' // are not what their ids say, in frames that are right otherwise
  | 'packs' // are not there, or are not what their header should say
  | 'records' // of another kind (snapshots, archived journal) do not verify
  | 'index' // the chunk index says otherwise than the packs
  | 'references' // of snapshots lead nowhere
  | 'manifests' // chunks of manifests cannot be read, or break their format
  | 'journal';

export class Findings {
  readonly counts = new Map<Finding, number>();
  #lines = 0;

  constructor(private readonly write: (line: string) => void) {}

  add(finding: Finding, count: number, line: string): void {
    this.counts.set(finding, (this.counts.get(finding) ?? 0) + count);
    this.#lines++;
    if (this.#lines <= MAX_LINES) this.write(line);
    if (this.#lines === MAX_LINES) this.write(`${MAX_LINES} findings are listed; more are counted, and not listed`);
  }

  get any(): boolean {
    return this.counts.size > 0;
  }

  /** Other ones than these. */
  anyBut(...harmless: Finding[]): boolean {
    return [...this.counts.keys()].some((finding) => !harmless.includes(finding));
  }

  /** `3 frames, 1 record` */
  get summary(): string {
    return [...this.counts].map(([finding, count]) => WORDS[finding](count)).join(', ');
  }
}

const counted = (one: string, many: string) => (count: number) => `${count} ${count === 1 ? one : many}`;
const WORDS: Record<Finding, (count: number) => string> = {
  frames: counted('frame does not verify', 'frames do not verify'),
  chunks: counted('chunk is not what its id says', 'chunks are not what their ids say'),
  packs: counted('pack cannot be read', 'packs cannot be read'),
  records: counted('record of state does not verify', 'records of state do not verify'),
  index: counted('entry of the chunk index is wrong', 'entries of the chunk index are wrong'),
  references: counted('reference of a snapshot leads nowhere', 'references of snapshots lead nowhere'),
  manifests: counted('part of a manifest cannot be read', 'parts of manifests cannot be read'),
  journal: () => 'the journal is damaged',
};
