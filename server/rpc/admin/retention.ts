// Retention: what is kept, and why.
import { FarvaultError, messageOf } from '../../../shared/errors/errors.js';
import type { RetentionRow } from '../../../shared/rpc/gen/farvault/v1/RetentionRow.js';
import { DEFAULTS, faultsText, parseSettings } from '../../../shared/settings/index.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { Judged, KeepRules, Retention, Scope } from '../../retention/index.js';
import { writeMessage } from '../stream.js';
import type { AdminPart } from './part.js';
import type { AdminViews } from './views.js';

const ROWS_A_PART = 500;

export interface RetentionDependencies {
  retention: { plan: (...given: Parameters<Retention['plan']>) => ReturnType<Retention['plan']>; apply: (...given: Parameters<Retention['start']>) => ReturnType<Retention['start']> };
  fleet: Fleet;
  jobs: Jobs;
  views: AdminViews;
}

export function retentionHandlers({ retention, fleet, jobs, views: { ofJob, names, viewOfRun } }: RetentionDependencies): AdminPart<'PlanRetention' | 'ApplyRetention'> {
  const scopeOf = ({ job, office }: { job: string; office: string }): Scope => ({ ...(job === '' ? {} : ofJob(job)), ...(office === '' ? {} : { officeId: fleet.getOffice(office).id }) });
  const rowOf = ({ jobName, jobId, agentId, officeId }: Judged, { snapshot, keep, rules }: Judged['decisions'][number]): RetentionRow => ({
    snapshot: snapshot.id,
    job: jobs.byId(jobId)?.name ?? jobName,
    agent: names.agent(agentId)?.name ?? '',
    office: names.office(officeId)?.name ?? '',
    timeMs: snapshot.timeMs,
    keep,
    rules,
    partial: snapshot.partial,
    bytesLogical: snapshot.bytesLogical,
  });
  return {
    PlanRetention: async (call, { visible, signal }) => {
      const { request } = call;
      const instead = request.settingsJson === '' ? null : rulesFrom(request.settingsJson);
      let found = false;
      for await (const group of retention.plan(scopeOf(request), instead)) {
        if (!visible(group.officeId)) continue;
        found = true;
        for (let at = 0; at < group.decisions.length; at += ROWS_A_PART) {
          await writeMessage(call, { rows: group.decisions.slice(at, at + ROWS_A_PART).map((decision) => rowOf(group, decision)) }, signal);
        }
      }
      if (!found && request.job !== '') jobs.get(request.job); // a name that nothing has is an error
    },
    ApplyRetention: async (request, { identity }) => {
      if (request.job === '' && request.office === '' && identity.offices !== undefined) throw new FarvaultError('USAGE', 'retention of all offices is for those who see all', { remedy: 'Name one of yours with --office, or a job with --job.' });
      const job = request.job === '' ? undefined : jobs.get(request.job);
      const officeId = request.office !== '' ? fleet.getOffice(request.office).id : job === undefined ? '' : (names.agent(job.agentId)?.officeId ?? '');
      const { run } = await retention.apply(scopeOf(request), identity.name, { ...(job === undefined ? {} : { jobName: job.name }), ...(officeId === '' ? {} : { officeId }) });
      return viewOfRun(run);
    },
  };
}

/** Keep settings that are not given are off. */
function rulesFrom(json: string): KeepRules {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (error) {
    throw new FarvaultError('INVALID', `settings are not JSON: ${messageOf(error)}`);
  }
  const { settings, faults } = parseSettings(raw);
  if (faults.length > 0) throw new FarvaultError('USAGE', faultsText(faults));
  const { keepLast, keepHourly, keepDaily, keepWeekly, keepMonthly, keepYearly, keepWithin } = { ...DEFAULTS, ...settings };
  return { keepLast, keepHourly, keepDaily, keepWeekly, keepMonthly, keepYearly, keepWithin };
}
