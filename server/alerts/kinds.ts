// The kinds of alerts: how grave they are unless a rule says otherwise, and whether they end by themselves.
import type { AlertKind } from '../../shared/settings/index.js';

interface KindFacts {
  severity: 'warning' | 'critical';
  what: string;
  /** Stands until an administrator has acknowledged it: that the next snapshot looks ordinary does not bring the files back. */
  sticky?: true;
}

export const KINDS: Record<AlertKind, KindFacts> = {
  'run-failed': { severity: 'warning', what: 'runs of a job have failed' },
  'run-partial': { severity: 'warning', what: 'the last run has skipped something' },
  late: { severity: 'warning', what: 'a due run has not come' },
  'agent-unseen': { severity: 'warning', what: 'an agent was not heard of' },
  rpo: { severity: 'critical', what: 'the newest backup is older than promised' },
  space: { severity: 'warning', what: 'the disk fills up' },
  'not-writable': { severity: 'critical', what: 'the repository takes no data' },
  damage: { severity: 'critical', what: 'stored data is lost or unreadable' },
  expiring: { severity: 'warning', what: 'a certificate or update metadata ends soon' },
  clock: { severity: 'warning', what: "an agent's clock is off" },
  shrunk: { severity: 'critical', what: 'a source has lost files or bytes', sticky: true },
  'mass-change': { severity: 'critical', what: 'files were changed as ransomware changes them', sticky: true },
  gc: { severity: 'warning', what: 'space cannot be made free without an administrator' },
  verify: { severity: 'warning', what: 'stored data was not read again for too long' },
  drill: { severity: 'critical', what: 'a restore drill has failed, or is overdue' },
  copy: { severity: 'critical', what: 'a second copy is late or has failed' },
  retention: { severity: 'warning', what: 'retention could not be applied' },
  approval: { severity: 'warning', what: 'something waits for a second administrator' },
  'server-clock': { severity: 'critical', what: "the server's clock has jumped: nothing expires" },
  update: { severity: 'warning', what: 'a rollout has halted, or an agent could not update' },
  'alert-path': { severity: 'critical', what: 'messages cannot be delivered' },
};
