// A tree of files in memory and the counters that a backup of it would have: the same chunker, frames, codec and rule of what does not compress.
import { createHash } from 'node:crypto';
import { looksIncompressible } from '../../shared/codec/compressibility.js';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { AUTO_LEVEL, CODEC } from '../../shared/codec/codec.js';
import { nextCut } from '../../shared/chunking/fastcdc.js';
import { DEFAULT_CHUNKING } from '../../shared/chunking/params.js';
import { extensionOf } from '../../server/alerts/tamper-figures.js';
import type { SnapshotFigures } from '../../server/alerts/world.js';

export type Tree = Map<string, Buffer>;

const FRAME_BYTES = 1 << 20;
/** As server/sessions/frame-intake.ts counts. */
const LEAST_GAIN = 0.2;

/** One job's repository: what has been stored before is not new. */
export class Backups {
  readonly #chunks = new Set<string>();
  readonly #encoder = new FrameEncoder();
  #previous: Tree = new Map();
  #number = 0;

  copy(): Backups {
    const copy = new Backups();
    for (const id of this.#chunks) copy.#chunks.add(id);
    copy.#previous = new Map(this.#previous);
    return copy;
  }

  run(tree: Tree): SnapshotFigures {
    const figures = { filesTotal: tree.size, filesNew: 0, filesChanged: 0, filesUnchanged: 0, bytesLogical: 0, bytesNew: 0, bytesIncompressible: 0 };
    let frame: Buffer[] = [];
    let frameBytes = 0;
    const close = (): void => {
      const plain = Buffer.concat(frame);
      if (this.#incompressible(plain)) figures.bytesIncompressible += plain.length;
      frame = [];
      frameBytes = 0;
    };
    for (const [name, content] of tree) {
      const before = this.#previous.get(name);
      figures.bytesLogical += content.length;
      if (before === undefined) figures.filesNew++;
      else if (before === content) figures.filesUnchanged++;
      else figures.filesChanged++;
      if (before === content) continue;
      for (const chunk of this.#newChunks(content)) {
        figures.bytesNew += chunk.length;
        if (frameBytes + chunk.length > FRAME_BYTES) close();
        frame.push(chunk);
        frameBytes += chunk.length;
      }
    }
    if (frameBytes > 0) close();
    const renamed = renamedFiles(this.#previous, tree);
    this.#previous = new Map(tree);
    return { id: `s${++this.#number}`, timeMs: 0, partial: false, ...figures, ...renamed };
  }

  *#newChunks(content: Buffer): Iterable<Buffer> {
    for (let start = 0; start < content.length; ) {
      const end = nextCut(content, start, content.length, DEFAULT_CHUNKING);
      const chunk = content.subarray(start, end);
      const id = createHash('sha1').update(chunk).digest('base64');
      if (!this.#chunks.has(id)) {
        this.#chunks.add(id);
        yield chunk;
      }
      start = end;
    }
  }

  #incompressible(plain: Buffer): boolean {
    const { codec, payload } = this.#encoder.encode(plain, { codec: 'auto', level: AUTO_LEVEL });
    return payload.length >= plain.length * (1 - LEAST_GAIN) && (codec !== CODEC.raw || looksIncompressible(payload));
  }
}

/** As server/alerts/tamper-figures.ts counts it from manifests. */
function renamedFiles(before: Tree, after: Tree): Pick<SnapshotFigures, 'filesRenamed' | 'newExtensions'> {
  const known = new Set([...before.keys()].map((name) => extensionOf(Buffer.from(name))));
  const gone = [...before.keys()].filter((name) => !after.has(name)).length;
  const strange = [...after.keys()].filter((name) => !before.has(name) && !known.has(extensionOf(Buffer.from(name))));
  return { filesRenamed: Math.min(gone, strange.length), newExtensions: extensionOf(Buffer.from(strange[0] ?? '')) };
}
