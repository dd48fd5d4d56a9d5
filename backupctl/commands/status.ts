import type { Command } from 'commander';
import type { GetStatusResponse__Output } from '../../shared/rpc/gen/farvault/v1/GetStatusResponse.js';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { examples, withServer } from '../command.js';
import { alertLine, jsonAlert } from './alert.js';
import { formatBytes, formatCount, formatTime, jsonTime, printable } from '../output/format.js';
import { describe } from '../output/run-progress.js';
import { jsonRun } from '../output/run-view.js';
import { fields } from '../output/table.js';

const CERTIFICATES_SHOWN = 4;

/** Runs of the server have no agent, and some no job. */
function whatOf({ kind, job, agent }: Run__Output): string {
  return `${kind}${job === '' ? '' : ` ${job}`}${agent === '' ? '' : ` on ${agent}`}`;
}

function json(status: GetStatusResponse__Output): object {
  const { version, repositoryId, listen, advertised, offices, agents, agentsOnline, jobs, snapshots, chunks, bytesLogical, bytesUnique, bytesStored, diskFreeBytes, diskTotalBytes, health } = status;
  return {
    version,
    repositoryId,
    startedAt: jsonTime(status.startedMs),
    listen,
    advertised,
    health,
    offices,
    agents,
    agentsOnline,
    jobs,
    snapshots,
    chunks,
    bytesLogical,
    bytesUnique,
    bytesStored,
    deduplicationRatio: ratio(bytesLogical, bytesUnique),
    compressionRatio: ratio(bytesUnique, bytesStored),
    diskFreeBytes,
    diskTotalBytes,
    certificates: status.certificates.map((certificate) => ({ name: certificate.name, expiresAt: jsonTime(certificate.expiresMs) })),
    format: status.format,
    upgradedFrom: status.upgradedFrom,
    upgradedAt: jsonTime(status.upgradedMs),
    recoveredAt: jsonTime(status.recoveredMs),
    recoveredSnapshots: status.recoveredSnapshots,
    alertsFiring: status.alertsFiring,
    alerts: status.alerts.map(jsonAlert),
    running: status.running.map(jsonRun),
    failedRecently: status.failedRecently.map(jsonRun),
    care: status.care,
  };
}

/** Those that end first. */
function certificates(status: GetStatusResponse__Output): string {
  const first = status.certificates.slice(0, CERTIFICATES_SHOWN).map((certificate) => `${certificate.name} until ${formatTime(certificate.expiresMs).slice(0, 10)}`);
  const more = status.certificates.length - first.length;
  return first.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function ratio(more: number, less: number): number | null {
  return less === 0 ? null : Math.round((more / less) * 100) / 100;
}

export function statusCommand(program: Command): void {
  program
    .command('status')
    .description('one screen: server, offices, agents, running and failed runs, space, alerts')
    .addHelpText('after', examples('backupctl status', 'backupctl status --json'))
    .action((_options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const status = await context.call('GetStatus', {});
        if (context.json) {
          context.printJson(json(status));
          return;
        }
        const dedup = ratio(status.bytesLogical, status.bytesUnique);
        const compression = ratio(status.bytesUnique, status.bytesStored);
        context.print(
          fields([
            ['Server', `backupd ${status.version} at ${status.listen.join(', ')}, up since ${formatTime(status.startedMs)}`],
            ['Health', printable(status.health)],
            ['Format', `${status.format}${status.upgradedFrom === 0 ? '' : `, upgraded from ${status.upgradedFrom} ${formatTime(status.upgradedMs)}`}`],
            ['Recovered', status.recoveredMs === 0 ? '' : `the journal was made anew from the packs ${formatTime(status.recoveredMs)}; ${formatCount(status.recoveredSnapshots)} snapshots are marked recovered (backupctl snapshot list)`],
            ['Offices', String(status.offices)],
            ['Agents', `${status.agents} (${status.agentsOnline} online)`],
            ['Jobs', String(status.jobs)],
            ['Snapshots', `${formatCount(status.snapshots)}${status.bytesLogical === 0 ? '' : ` of ${formatBytes(status.bytesLogical)} in all`}`],
            ['Stored', status.chunks === 0 ? '' : `${formatBytes(status.bytesStored)} in ${formatCount(status.chunks)} chunks${dedup === null ? '' : ` · deduplication ${dedup}`}${compression === null ? '' : ` · compression ${compression}`}`],
            ['Disk', `${formatBytes(status.diskFreeBytes)} free of ${formatBytes(status.diskTotalBytes)}`],
            ['Certificates', certificates(status)],
            ['Alerts', status.alerts.length === 0 ? 'none stands' : `${status.alertsFiring} firing`],
          ]),
        );
        if (status.care.length > 0) context.print(`\nTo do:\n${status.care.map((line) => `  ${printable(line)}`).join('\n')}`);
        if (status.alerts.length > 0) context.print(`\nAlerts:\n${status.alerts.map((alert) => `  ${alertLine(alert)}`).join('\n')}`);
        if (status.running.length > 0) context.print(`\nGoing on:\n${status.running.map((run) => `  ${run.id} ${whatOf(run)}: ${describe(run, 0)}`).join('\n')}`);
        if (status.failedRecently.length > 0) context.print(`\nFailed or partial:\n${status.failedRecently.map((run) => `  ${run.id} ${formatTime(run.endedMs)} ${whatOf(run)}: ${run.state} ${printable(run.error)}`).join('\n')}`);
      }),
    );
}
