// The word that comes when nothing else does, so that silence cannot be taken for health. Pure. When there are alerts, it says that not all is well.
import { blake3 } from '../../shared/hash/hash.js';
import { compileSchedule } from '../../shared/schedule/index.js';
import { cleanLine, type Destination, type Message } from '../delivery/index.js';
import type { AlertRecord } from './alert-state.js';
import { ago, timeText } from './words.js';
import type { World } from './world.js';

const MAX_ALERTS = 50;

const DAY_MS = 86_400_000;
/** What was missed longer ago is not made up for. */
const MAKE_UP_MS = 32 * DAY_MS;

/**
 * The newest due time of the destination's word that was not kept yet; null: none. `doneMs`: of the last one, and when the destination was made. What lies
 * ahead was noted by a clock that was wrong: the word must not stay away until then.
 */
export function wellDue({ name, allIsWell, timezone }: Destination, doneMs: number[], nowMs: number): number | null {
  if (allIsWell === 'never') return null;
  const sinceMs = Math.max(nowMs - MAKE_UP_MS, ...doneMs.filter((ms) => ms <= nowMs + DAY_MS));
  return compileSchedule({ schedule: [allIsWell], timezone, jitter: 0, window: [], blackout: [] }, name).latest(sinceMs, nowMs);
}

export function wellMessage(world: World, standing: readonly AlertRecord[], destination: string, dueMs: number, nowMs: number): Message {
  const well = standing.length === 0;
  const withBackup = world.jobs.filter(({ lastGood }) => lastGood !== null);
  const oldest = withBackup.reduce<(typeof withBackup)[number] | null>((worst, job) => (worst === null || job.lastGood!.startedMs < worst.lastGood!.startedMs ? job : worst), null);
  const counts = {
    agents: world.agents.length,
    agentsOnline: world.agents.filter(({ online }) => online).length,
    jobs: world.jobs.length,
    jobsWithBackup: withBackup.length,
    alerts: standing.length,
    diskFreeBytes: world.space.freeBytes,
    diskTotalBytes: world.space.totalBytes,
    oldestGoodBackup: oldest === null ? null : { job: oldest.name, agent: oldest.place.agent, office: oldest.place.office, startedAt: new Date(oldest.lastGood!.startedMs).toISOString() },
  };
  const age = oldest === null ? 'no job has a backup yet' : `the oldest newest backup is ${ago(nowMs - oldest.lastGood!.startedMs)} old (job ${cleanLine(oldest.name, 64)} on ${cleanLine(oldest.place.agent, 64)})`;
  const subject = well ? `[Farvault] all is well: ${counts.agentsOnline} of ${counts.agents} agents online, ${age}` : `[Farvault] not all is well: ${standing.length} ${standing.length === 1 ? 'alert stands' : 'alerts stand'}`;
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const lines = [
    well ? 'No alert stands.' : `${standing.length} ${standing.length === 1 ? 'alert stands' : 'alerts stand'}:`,
    ...standing.slice(0, MAX_ALERTS).map(({ severity, subject: of, kind, summary, state }) => `  ${severity} ${cleanLine(of, 80)}: ${kind}${state === 'acknowledged' ? ' (acknowledged)' : ''}: ${cleanLine(summary, 200)}`),
    ...(standing.length > MAX_ALERTS ? [`  and ${standing.length - MAX_ALERTS} more`] : []),
    '',
    `Agents:  ${counts.agents}, of which ${counts.agentsOnline} are online`,
    `Jobs:    ${counts.jobs}, of which ${counts.jobsWithBackup} have a backup; ${age}`,
    `Disk:    ${gib(world.space.freeBytes)} free of ${gib(world.space.totalBytes)}`,
    '',
    `This word is due ${timeText(dueMs)}. When the next one does not come, look after the server.`,
    '',
  ];
  return {
    id: blake3(Buffer.from(`well\n${destination}\n${dueMs}`)).subarray(0, 16).toString('hex'),
    what: 'all-is-well',
    weight: well ? 'info' : 'warning',
    timeMs: nowMs,
    subject,
    text: lines.join('\n'),
    data: { well, ...counts },
    lines: [{ weight: well ? 'info' : 'warning', text: subject, fields: {} }],
  };
}
