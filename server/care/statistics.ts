// What is stored for whom. Put together from server/statistics and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';
import { STATISTICS_VIEW } from '../state.js';
import { Statistics } from '../statistics/index.js';

/** Packs change slowly. */
const FACTS_KEPT_MS = 5_000;

export type StatisticsCare = ReturnType<typeof createStatistics>;

export function createStatistics({ clock, say, state, repository, reader }: Foundation, { jobs }: Control) {
  let ratios = new Map<number, number>();
  let readMs = -Infinity;
  /** Bytes in the pack for each plain byte: what stands around its frames is shared out, too. */
  const packRatios = async (ids: Buffer): Promise<number[]> => {
    const places = await repository.locateStored(ids);
    if (clock.monotonic() - readMs > FACTS_KEPT_MS) {
      readMs = clock.monotonic();
      ratios = new Map(repository.packFacts().map(({ pack, bytes, plainBytes }) => [pack, plainBytes === 0 ? 1 : bytes / plainBytes]));
    }
    const { bytesStored, bytesUnique } = repository.usage();
    const overall = bytesUnique === 0 ? 1 : bytesStored / bytesUnique;
    return places.map((place) => (place === null ? overall : (ratios.get(place.pack) ?? overall)));
  };
  const statistics = new Statistics({ view: repository.view(STATISTICS_VIEW), snapshots: state.snapshots, readOne: (id) => reader.readOne(id), packRatios, clock, log: say });
  state.statistics.onChanged = () => statistics.changed();
  return {
    figures: statistics,
    /** Those that are listed, in the order of commits. */
    listed: () => [...state.snapshots.all()].filter(({ trash }) => trash === null),
    officeName: (id: string): string => state.fleet.offices.get(id)?.name ?? '',
    jobName: (id: string): string | undefined => jobs.byId(id)?.name,
    start: (): void => statistics.start(),
    stop: (): Promise<void> => statistics.stop(),
  };
}
