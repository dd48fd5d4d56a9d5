// Rollouts: started, looked at, paused, resumed, aborted.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Rollout } from '../../../shared/rpc/gen/farvault/v1/Rollout.js';
import type { RolloutAgent } from '../../../shared/rpc/gen/farvault/v1/RolloutAgent.js';
import type { Fleet } from '../../fleet/index.js';
import type { RolloutRecord, Rollouts, Standing } from '../../rollouts/index.js';
import type { CallContext } from '../service.js';
import { limitOf, type AdminPart } from './part.js';

export interface RolloutDependencies {
  rollouts: Rollouts;
  fleet: Fleet;
}

type Viewer = Pick<CallContext, 'identity' | 'visible'>;

export function rolloutHandlers({ rollouts, fleet }: RolloutDependencies): AdminPart<'StartRollout' | 'ListRollouts' | 'GetRollout' | 'ChangeRollout'> {
  const sees = ({ visible }: Viewer, { officeId }: RolloutRecord): boolean => officeId === null || visible(officeId);
  const view = (rollout: RolloutRecord, viewer: Viewer, withAgents = true): Rollout => rolloutView(rollouts, fleet, rollout, viewer, withAgents);
  return {
    StartRollout: async ({ version, rings, soakMs, haltAbove, office, dryRun }, context) => {
      const wish = { version, rings, soakMs, haltAbove, officeId: office === '' ? null : fleet.getOffice(office).id };
      const { name } = context.identity;
      return view(dryRun ? rollouts.propose(wish, name) : await rollouts.start(wish, name), context);
    },
    ListRollouts: async ({ limit }, context) => ({ rollouts: rollouts.list().filter((rollout) => sees(context, rollout)).slice(0, limitOf(limit)).map((rollout) => view(rollout, context, false)) }),
    GetRollout: async ({ id }, context) => {
      const rollout = rollouts.get(id);
      if (!sees(context, rollout)) throw new FarvaultError('NOT_FOUND', `there is no rollout '${id.slice(0, 60)}'`);
      return view(rollout, context);
    },
    ChangeRollout: async ({ id, action }, context) => view(await rollouts.change(id, action, context.identity.name), context),
  };
}

function rolloutView(rollouts: Rollouts, fleet: Fleet, rollout: RolloutRecord, { identity, visible }: Viewer, withAgents: boolean): Rollout {
  const { standings, waits, nextRingMs } = rollouts.plan(rollout);
  const { id, version, rings, soakMs, haltAbove, officeId, phase, startedMs, startedBy, endedMs, ring, ringMs } = rollout;
  const shown = [...standings].flatMap(([agentId, standing]) => {
    const agent = fleet.getAgent(agentId);
    return visible(agent.officeId) ? [{ agent, standing }] : [];
  });
  const offices = new Map(fleet.listOffices().map((office) => [office.id, office.name]));
  const agents = shown.map(({ agent, standing }) => agentView(agent.name, offices.get(agent.officeId) ?? '', agent.facts?.version ?? '', standing, rollouts.report(agent.id)));
  const counts = new Map<string, number>();
  for (const { standing } of shown) counts.set(standing.state, (counts.get(standing.state) ?? 0) + 1);
  return {
    id, version, rings, soakMs, haltAbove, startedMs, startedBy, endedMs, ring, ringMs, nextRingMs,
    office: officeId === null ? '' : (offices.get(officeId) ?? ''),
    state: phase,
    // It counts agents that others may not see.
    reason: identity.offices === undefined ? rollout.reason || waits : '',
    counts: [...counts].map(([state, number]) => ({ state, agents: number })),
    agents: withAgents ? agents.sort((a, b) => Number(a.inNoRing) - Number(b.inNoRing) || ((a.ring ?? 0) - (b.ring ?? 0)) || ((a.agent ?? '') < (b.agent ?? '') ? -1 : 1)) : [],
  };
}

function agentView(agent: string, office: string, version: string, { state, reason, ring, sinceMs }: Standing, report: ReturnType<Rollouts['report']>): RolloutAgent {
  const { bytesDone, bytesTotal } = state === 'downloading' && report !== null ? report : { bytesDone: 0, bytesTotal: 0 };
  return { agent, office, version, state, reason, ring: ring ?? 0, inNoRing: ring === undefined, timeMs: sinceMs, bytesDone, bytesTotal };
}
