// Retention: which snapshots are kept and by which rule, and applying it.
import type { Command } from 'commander';
import { isFarvaultError } from '../../shared/errors/errors.js';
import type { RetentionPlan__Output } from '../../shared/rpc/gen/farvault/v1/RetentionPlan.js';
import type { RetentionRow__Output } from '../../shared/rpc/gen/farvault/v1/RetentionRow.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { formatBytes, formatCount, formatTime, jsonTime } from '../output/format.js';
import { jsonRun, waitForRun } from '../output/run-view.js';
import { table } from '../output/table.js';
import { settingsGiven, withKeepFlags, type FlagValues } from '../setting-flags.js';

const SHORT_ID = 12;
/** More ids do not go into one question. */
const MAX_ESTIMATED = 50_000;
const ESTIMATE_DEADLINE_MS = 10 * 60_000;

interface PlanOptions extends FlagValues {
  job: string;
  office: string;
  expiring?: boolean;
}

async function readPlan(context: CommandContext, request: { job: string; office: string; settingsJson: string }): Promise<RetentionRow__Output[]> {
  const call = context.connection.admin.planRetention(request);
  const cancel = (): void => call.cancel();
  context.signal.addEventListener('abort', cancel, { once: true });
  const rows: RetentionRow__Output[] = [];
  try {
    for await (const part of call as AsyncIterable<RetentionPlan__Output>) for (const row of part.rows) rows.push(row);
    return rows;
  } catch (error) {
    throw fromServiceError(error);
  } finally {
    context.signal.removeEventListener('abort', cancel);
  }
}

/** What the disk gets back of it, when it has left the trash; null: the server cannot say now. */
async function freed(context: CommandContext, rows: RetentionRow__Output[]): Promise<number | null> {
  const snapshots = rows.flatMap(({ keep, snapshot }) => (keep ? [] : [snapshot]));
  if (snapshots.length === 0) return 0;
  if (snapshots.length > MAX_ESTIMATED) return null;
  try {
    return (await context.call('PlanExpiry', { snapshots }, ESTIMATE_DEADLINE_MS)).bytesStored;
  } catch (error) {
    if (isFarvaultError(error) && ['UNAVAILABLE', 'CONFLICT', 'NOT_FOUND', 'REFUSED', 'INVALID'].includes(error.code)) return null;
    throw error;
  }
}

function json({ snapshot, job, agent, office, timeMs, keep, rules, partial, bytesLogical }: RetentionRow__Output): object {
  return { snapshot, job, agent, office, time: jsonTime(timeMs), keep, rules, partial, bytesLogical };
}

async function plan(context: CommandContext, { job, office, expiring = false, ...flags }: PlanOptions): Promise<void> {
  const settings = settingsGiven(flags);
  const rows = await readPlan(context, { job, office, settingsJson: Object.keys(settings).length === 0 ? '' : JSON.stringify(settings) });
  const shown = expiring ? rows.filter(({ keep }) => !keep) : rows;
  if (context.json) {
    context.printJson(shown.map(json));
    return;
  }
  context.print(
    table(shown, [
      { title: 'snapshot', value: (row) => row.snapshot.slice(0, SHORT_ID) },
      { title: 'time', value: (row) => formatTime(row.timeMs) },
      { title: 'job', value: (row) => row.job },
      { title: 'agent', value: (row) => row.agent },
      { title: 'size', value: (row) => formatBytes(row.bytesLogical), align: 'right' },
      { title: '', value: (row) => (row.keep ? 'keep' : 'expire') },
      { title: 'rules', value: (row) => [...row.rules, ...(row.partial ? ['(partial)'] : [])].join(', ') },
    ], expiring ? 'nothing expires' : 'no snapshots'),
  );
  if (rows.length === 0) return;
  const gone = rows.filter(({ keep }) => !keep).length;
  const bytes = await freed(context, rows);
  const gain = gone === 0 ? '' : bytes === null ? '; what that would free is not known now' : `; that frees ${formatBytes(bytes)} when their time in the trash is over`;
  context.note(`${formatCount(rows.length - gone)} are kept, ${formatCount(gone)} expire${gain}`);
}

export function retentionCommand(program: Command): void {
  const retention = program
    .command('retention')
    .description('retention: which snapshots are kept, by which rule; and applying it now instead of in the night')
    .addHelpText('after', examples('backupctl retention plan --job docs', 'backupctl retention plan --job docs --keep-daily 7 --keep-weekly 5', 'backupctl retention apply --office lyon --wait'));

  withKeepFlags(
    retention
      .command('plan')
      .description('what would be kept and what would expire; with keep settings: if those held and no others')
      .option('--job <name>', 'only snapshots of this job', '')
      .option('--office <name>', 'only snapshots of this office', '')
      .option('--expiring', 'list only what would expire'),
  ).action((options: PlanOptions, command: Command) => withServer(command, (context) => plan(context, options)));

  retention
    .command('apply')
    .description('put into the trash what expires; what a change of settings would expire of a large part of an office waits for a second administrator')
    .option('--job <name>', 'only snapshots of this job', '')
    .option('--office <name>', 'only snapshots of this office', '')
    .option('--wait', 'follow it, and exit as it ends')
    .action(({ job, office, wait = false }: { job: string; office: string; wait?: boolean }, command: Command) =>
      withServer(command, async (context) => {
        const run = await context.call('ApplyRetention', { job, office });
        if (wait) await waitForRun(context, run.id);
        else if (context.json) context.printJson(jsonRun(run));
        else context.print(`run ${run.id} ${run.state}: backupctl run watch ${run.id} follows it`);
      }),
    );
}
