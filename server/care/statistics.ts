// What is stored for whom. Put together from server/statistics and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';
import { STATISTICS_VIEW } from '../state.js';
import { Statistics } from '../statistics/index.js';

const FRAMES_KEPT = 1_000;

export type StatisticsCare = ReturnType<typeof createStatistics>;

export function createStatistics({ clock, say, state, repository, reader }: Foundation, { jobs }: Control) {
  /** Of frames, the latest last: neighbours ask one after the other. */
  const ratios = new Map<string, number>();
  const ratioOf = async (place: { pack: number; frameOffset: number }): Promise<number | null> => {
    const key = `${place.pack}:${place.frameOffset}`;
    const known = ratios.get(key);
    if (known !== undefined) return known;
    const size = await repository.frameSize(place);
    if (size === null || size.plainBytes === 0) return null;
    if (ratios.size >= FRAMES_KEPT) ratios.delete(ratios.keys().next().value!);
    ratios.set(key, size.bytes / size.plainBytes);
    return size.bytes / size.plainBytes;
  };
  const frameRatios = async (ids: Buffer): Promise<number[]> => {
    const places = await repository.locateStored(ids);
    const { bytesStored, bytesUnique } = repository.usage();
    const overall = bytesUnique === 0 ? 1 : bytesStored / bytesUnique;
    const found: number[] = [];
    for (const place of places) found.push((place === null ? null : await ratioOf(place)) ?? overall);
    return found;
  };
  const statistics = new Statistics({ view: repository.view(STATISTICS_VIEW), snapshots: state.snapshots, readOne: (id) => reader.readOne(id), frameRatios, clock, log: say });
  state.statistics.figures = statistics;
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
