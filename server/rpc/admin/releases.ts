// Agent releases: metadata and archives in, lists out. What is signed by whom is the releases' own business.
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { untilAborted } from '../../../shared/async/until-aborted.js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { ImportReleaseHead__Output } from '../../../shared/rpc/gen/farvault/v1/ImportReleaseHead.js';
import type { ImportReleasePart__Output } from '../../../shared/rpc/gen/farvault/v1/ImportReleasePart.js';
import type { ImportReleaseResponse } from '../../../shared/rpc/gen/farvault/v1/ImportReleaseResponse.js';
import type { Clock } from '../../../shared/time/clock.js';
import type { Fleet } from '../../fleet/index.js';
import { SERVER_KEY_FILE, type ImportHead, type Releases } from '../../releases/index.js';
import type { ReleaseStreams } from '../release-stream.js';
import { given, type AdminPart } from './part.js';

/** Who sends nothing for so long gives the place to others. */
const STALL_MS = 60_000;
const SHA256_BYTES = 32;
const NAME_CHARS = 200;

export interface ReleaseDependencies {
  releases: Releases;
  releaseStreams: ReleaseStreams;
  fleet: Fleet;
  clock: Clock;
}

type ReleaseRpc = 'GetReleaseFile' | 'ListReleases' | 'ReadReleaseArchive' | 'ImportRelease';

export function releaseHandlers({ releases, releaseStreams, fleet, clock }: ReleaseDependencies): AdminPart<ReleaseRpc> {
  return {
    GetReleaseFile: async ({ name }) => ({ data: await (name === SERVER_KEY_FILE ? releases.serverKey() : releases.metadata(name)) }),
    ListReleases: async (_request, { visible }) => {
      const { targets, minimumVersion, expiries, rootFingerprint } = releases.list();
      const agents = fleet.listAgents().filter((agent) => agent.revokedMs === null && visible(agent.officeId));
      return {
        releases: targets.map((target) => ({
          ...target,
          sha256: Buffer.from(target.sha256, 'hex'),
          agents: agents.filter(({ facts }) => facts?.version === target.version && `${facts.platform}-${facts.arch}` === target.platform).length,
        })),
        minimumVersion: minimumVersion ?? '',
        metadata: expiries,
        rootFingerprint,
      };
    },
    ReadReleaseArchive: (call, { identity, signal }) => releaseStreams.send(call, `user ${identity.name}`, signal),
    ImportRelease: async (call, { signal }) => {
      const next = partsOf(call, clock, signal);
      const head = headOf(given((await next())?.head, 'head'));
      call.write({ detail: await releases.import(head, dataOf(next)) });
    },
  };
}

type ImportCall = ServerDuplexStream<ImportReleasePart__Output, ImportReleaseResponse>;
type NextPart = () => Promise<ImportReleasePart__Output | null>;

/** One part at each call, null at the end. */
function partsOf(call: ImportCall, clock: Clock, signal: AbortSignal): NextPart {
  const iterator = call.iterator({ destroyOnReturn: false }) as AsyncIterator<ImportReleasePart__Output, undefined>;
  return async () => {
    const moved = new AbortController();
    const stalled = clock.sleep(STALL_MS, moved.signal).then(() => Promise.reject(new FarvaultError('DEADLINE', `nothing has come for ${STALL_MS / 1_000} s`)));
    stalled.catch(() => undefined);
    try {
      const { done, value } = await untilAborted(Promise.race([iterator.next(), stalled]), signal);
      return done === true ? null : value;
    } finally {
      moved.abort(new FarvaultError('CANCELLED', 'the part has come'));
    }
  };
}

async function* dataOf(next: NextPart): AsyncGenerator<Buffer> {
  for (let part = await next(); part !== null; part = await next()) {
    if (part.head !== null) throw new FarvaultError('INVALID', 'an import is of one file: it has one head');
    yield part.data;
  }
}

function headOf({ kind, name, bytes, sha256 }: ImportReleaseHead__Output): ImportHead {
  if (kind !== 'root' && kind !== 'targets' && kind !== 'archive') throw new FarvaultError('INVALID', `what is imported is root, targets or archive, not '${kind.slice(0, 20)}'`);
  if (sha256.length !== SHA256_BYTES) throw new FarvaultError('INVALID', `a SHA-256 has ${SHA256_BYTES} bytes, not ${sha256.length}`);
  return { kind, name: name.slice(0, NAME_CHARS), bytes, sha256: sha256.toString('hex') };
}
