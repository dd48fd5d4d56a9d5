// Garbage collection. Put together from server/gc and what it needs of others.
import { randomBytes } from 'node:crypto';
import { AutomaticGc, Collector } from '../gc/index.js';
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';
import { ChunkReader, FrameCache } from '../snapshots/index.js';

/** Its own, so that the frames that restores and proofs come back to are not driven out. */
const FRAME_CACHE_BYTES = 32 << 20;

export type GcCare = ReturnType<typeof createGc>;

export function createGc({ clock, say, state, repository, fleet, catalog, grants, pins, told }: Foundation, { runs }: Control) {
  const nameOf = ({ runId, agentId }: { runId: string; agentId: string }): string => {
    const agent = state.fleet.agents.get(agentId);
    return `run ${runId} of agent ${agent === undefined ? agentId : `${fleet.getOffice(agent.officeId).name}/${agent.name}`}, which has not ended`;
  };
  const collector = new Collector({
    packs: repository,
    reader: new ChunkReader(repository, new FrameCache(repository, FRAME_CACHE_BYTES)),
    snapshots: state.snapshots,
    pins,
    catalog,
    settleViews: () => repository.settleViews(),
    sessions: state.sessions,
    told,
    nameOf,
    lastPackAtStart: repository.packFacts().at(-1)?.pack ?? 0,
    forgetGrants: async (step) => void (await grants.forgetGone((ids) => repository.locateStored(ids), step)),
    clock,
    random: randomBytes,
    journal: repository,
    journalPosition: () => repository.journalPosition,
    runs: runs.server,
    state: state.gc,
  });
  const automatic = new AutomaticGc({
    collector,
    state: state.gc,
    sessions: () => [...state.sessions.open()].map(({ info }) => info.id),
    clock,
    logError: (message, error) => say('error', message, { error }),
  });
  return {
    collector,
    state: state.gc,
    nextLookMs: (): number => automatic.nextLookMs,
    start: (): void => automatic.start(),
    stop: (): Promise<void> => automatic.stop(),
    attention: (): string[] => (state.gc.blocked === '' ? [] : [`space is not made free: ${state.gc.blocked}`]),
  };
}
