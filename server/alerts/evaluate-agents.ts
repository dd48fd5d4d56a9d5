// Agents: not heard of, with a wrong clock, with a certificate that ends.
import type { Judge } from './evaluate.js';
import { ago, timeText } from './words.js';
import type { AgentFacts } from './world.js';

const DAY_MS = 86_400_000;
/** An agent renews from the first third of its 30 days on: one that has not by then cannot. */
const AGENT_CERTIFICATE_MS = 7 * DAY_MS;

export function agentConditions(agent: AgentFacts, nowMs: number, judge: Judge): void {
  const { id, name, place, settings } = agent;
  const subject = `agent ${name}`;

  judge('agent-unseen', place, (threshold) => {
    const limitMs = threshold ?? settings.alertUnseenAfter;
    const unseenMs = nowMs - agent.lastSeenMs;
    if (limitMs === 0 || agent.online || unseenMs <= limitMs) return null;
    return { id, subject, summary: `not heard of for ${ago(unseenMs)}, last ${timeText(agent.lastSeenMs)}, in ${place.office}`, remedy: 'Look whether the machine runs, has its line, and reaches the server; on it: backup-agent status' };
  });

  judge('clock', place, (threshold) => {
    const limitMs = threshold ?? settings.alertClockOffset;
    const offsetMs = agent.clockOffsetMs ?? 0;
    if (limitMs === 0 || !agent.online || Math.abs(offsetMs) <= limitMs) return null;
    return { id, subject, summary: `its clock is ${ago(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead of' : 'behind'} the server's: its schedules run by it`, remedy: 'Set the clock of that machine (or of the server), and let NTP keep it.' };
  });

  judge('expiring', place, (threshold) => {
    const leftMs = agent.certificateExpiresMs - nowMs;
    if (leftMs > (threshold ?? AGENT_CERTIFICATE_MS)) return null;
    const when = leftMs > 0 ? `ends in ${ago(leftMs)}` : `ended ${ago(-leftMs)} ago`;
    return { id: `agent-${id}`, subject, severity: leftMs > 2 * DAY_MS ? 'warning' : 'critical', summary: `its certificate ${when} and was not renewed`, remedy: 'The agent renews by itself when it reaches the server, for 400 days after the end, too; later, enrol it anew.' };
  });

  judge('update', place, () => {
    const failure = agent.updateFailure;
    if (failure === null) return null;
    const said = failure.state === 'back' ? 'failed on it, and it went back to the version before' : 'cannot be installed on it';
    return { id: `agent-${id}`, subject, eventMs: failure.atMs, summary: `version ${failure.version} ${said}: ${failure.reason}`, remedy: 'Its backups go on. backupctl rollout show latest says how the others fare; backupctl log tells what the agent logged.' };
  });
}
