import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { VERSION } from '../../shared/config/version.js';
import { FarvaultError, messageOf, systemCode } from '../../shared/errors/errors.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';
import { readTrust } from '../../shared/release/index.js';
import { tryLock } from '../../shared/sys/lock.js';
import { systemClock } from '../../shared/time/clock.js';
import { agentPaths, readAgentConfig, readIdentity } from '../agent-files.js';
import { EndedRuns } from '../control/ended-runs.js';
import type { LinkStatus } from '../control/status-file.js';
import { certificateTimes } from '../control/renewal.js';
import { isoTime } from '../schedule/plan.js';
import { reportSchedule } from '../schedule/report.js';
import { DEFAULT_DATA_DIR } from '../install/layout.js';
import { installedFrom, type Installed } from '../update/installed.js';
import { StateFiles } from '../update/state-files.js';
import { UpdateFiles } from '../update/update-files.js';

const FILE_BYTES = 16 * 1024;

/** Whether a process holds the directory. */
async function isRunning(lockFile: string): Promise<boolean> {
  try {
    const handle = await open(lockFile, 'r');
    try {
      return !tryLock(handle.fd);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function linkOf(file: string): Promise<LinkStatus | null> {
  const bytes = await readSmallFile(file, FILE_BYTES);
  return bytes === null ? null : (JSON.parse(bytes.toString()) as LinkStatus);
}

/** What ends first of the trusted metadata: an agent that is kept from newer metadata shows it, whatever the server says. */
async function metadataStatus({ metadata }: UpdateFiles): Promise<{ role: string; expiresAt: string } | { problem: string } | null> {
  try {
    const trusted = await readTrust(metadata);
    if (trusted === null) return null;
    const { role, expiresMs } = trusted.expiries.reduce((a, b) => (b.expiresMs < a.expiresMs ? b : a));
    return { role, expiresAt: isoTime(expiresMs) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** Null: there is none; an agent that was started by hand and was never told to update has nothing of it. */
async function updateStatus(folder: string, installed: Installed | null): Promise<Record<'slot' | 'updateMetadata' | 'update' | 'lastTrial' | 'probation', string | object | null>> {
  const files = new UpdateFiles(folder, () => undefined);
  const report = await files.report();
  const state = installed === null ? null : new StateFiles(installed.home);
  const [outcome, probation] = state === null ? [null, null] : [await state.outcome(), await state.probation()];
  return {
    slot: installed?.slot ?? null,
    updateMetadata: await metadataStatus(files),
    update: report === null ? null : { version: report.version, state: report.state, reason: report.reason, at: isoTime(report.timeMs) },
    lastTrial: outcome === null ? null : { version: outcome.version, result: outcome.result, reason: outcome.reason },
    probation: probation === null ? null : { goesBackTo: probation.version },
  };
}

function inWords(value: string | number | boolean | object | null): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value).filter(([, part]) => part !== '').map(([key, part]) => `${key} ${part}`).join(', ');
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('show what this agent is, whether it runs, its link to the server, and what is due')
    .option('--data-dir <dir>', "the agent's directory", DEFAULT_DATA_DIR)
    .option('--json', 'print JSON', false)
    .addHelpText('after', '\nExamples:\n  backup-agent status\n  backup-agent status --data-dir /srv/agent --json')
    .action(async ({ dataDir, json }: { dataDir: string; json: boolean }) => {
      const paths = agentPaths(dataDir);
      const identity = await readIdentity(dataDir);
      if (identity === null) throw new FarvaultError('NOT_FOUND', `${dataDir} holds no enrolled agent`, { remedy: 'Run backup-agent enrol first, or say where it lies: --data-dir DIR.' });
      const config = await readAgentConfig(dataDir);
      const running = await isRunning(paths.lock);
      const link = running ? await linkOf(paths.status) : null;
      const schedule = await reportSchedule({ folder: paths.schedule, agentId: identity.agentId, hooks: new Set(Object.keys(config.hooks)), nowMs: systemClock.now() });
      const notTold = await EndedRuns.count(paths.runs);
      const status = {
        name: identity.name,
        id: identity.agentId,
        office: identity.office,
        repository: identity.repositoryId,
        running,
        connected: link?.connected ?? false,
        server: link?.address ?? '',
        since: link === null ? null : new Date(link.sinceMs).toISOString(),
        reason: link?.reason ?? '',
        addresses: [...new Set([...config.servers, ...identity.addresses])],
        restoreRoots: config.restoreRoots,
        certificateExpiresAt: new Date(certificateTimes(identity.certificate).expiresMs).toISOString(),
        generation: schedule.generation,
        endsNotTold: notTold,
        version: VERSION,
        ...(await updateStatus(paths.update, installedFrom(process.env))),
      };
      const jobs = schedule.jobs.map(({ name, paused, nextDueMs }) => ({ job: name, paused, nextDueAt: nextDueMs === null ? null : isoTime(nextDueMs) }));
      const due = schedule.due.map(({ job, runId, dueMs, attempt, reason, started }) => ({ job, run: runId, dueAt: isoTime(dueMs), attempt, reason, state: started ? 'started' : 'waiting' }));
      if (json) {
        process.stdout.write(JSON.stringify({ ...status, jobs, due, faults: schedule.faults }) + '\n');
        return;
      }
      const print = (key: string, value: string): void => void process.stdout.write(`${key.padEnd(22)}${value}\n`);
      for (const [key, text] of Object.entries(status).map(([key, value]) => [key, inWords(value)])) if (text !== '') print(key, text);
      for (const { job, paused, nextDueAt } of jobs) print('job', `${job}: ${paused ? 'paused' : nextDueAt === null ? 'only by hand' : `next due ${nextDueAt}`}`);
      for (const { job, run, dueAt, attempt, reason, state } of due) print('due run', `${run} of ${job}: ${state}, due ${dueAt} (${reason}, attempt ${attempt})`);
      for (const fault of schedule.faults) print('cannot do', fault);
    });
}
