// The chunk index, entry by entry: each must lead into a pack that is there. One that does not is taken out and marked, for whoever trusts it would keep a chunk back that is needed.
// And, where every byte was read: no pack is said to hold more chunks than were found in it.
import type { Place } from '../repository/index.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { Findings } from './findings.js';
import type { VerificationParts } from './types.js';

const REASON = 'the index names a place that is not there';

/** `indexed`: of packs that were read whole, how many chunks the index was right about. */
export async function checkIndex({ repository }: Pick<VerificationParts, 'repository'>, indexed: ReadonlyMap<number, number>, findings: Findings, signal: AbortSignal): Promise<number> {
  const packs = (): Map<number, number> => new Map(repository.packFacts().map(({ pack, bytes }) => [pack, bytes]));
  let known = packs();
  const counts = new Map<number, number>();
  let entries = 0;
  for await (const { ids, places } of repository.places(signal)) {
    entries += places.length;
    for (const [i, place] of places.entries()) {
      if (place.frameOffset < (known.get(place.pack) ?? 0)) counts.set(place.pack, (counts.get(place.pack) ?? 0) + 1);
      else {
        // Written, or compacted, since the packs were looked at.
        known = packs();
        if (!isThere(known, place)) await takeOut(Buffer.from(ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES)));
      }
    }
  }
  for (const [pack, right] of indexed) {
    if ((counts.get(pack) ?? 0) <= right || !packs().has(pack)) continue;
    findings.add('index', counts.get(pack)! - right, `pack ${pack}: the chunk index says of ${counts.get(pack)! - right} chunks more that they lie there; each is looked at`);
    await repository.examine({ frames: [], ranges: [{ pack, from: 0, to: known.get(pack) ?? 0 }] });
  }
  return entries;

  async function takeOut(id: Buffer): Promise<void> {
    const [place] = await repository.locateStored(id);
    if (place === null || isThere(packs(), place)) return;
    findings.add('index', 1, `chunk ${id.toString('hex')}: pack ${place.pack}, offset ${place.frameOffset}: ${REASON}`);
    await repository.quarantine(id, REASON, place);
  }
}

function isThere(packs: ReadonlyMap<number, number>, { pack, frameOffset }: Place): boolean {
  return frameOffset < (packs.get(pack) ?? 0);
}
