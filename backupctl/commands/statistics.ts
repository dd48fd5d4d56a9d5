// What is stored for whom: by office, job or snapshot.
import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { StatisticsRow__Output } from '../../shared/rpc/gen/farvault/v1/StatisticsRow.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { formatBytes, formatCount, jsonTime } from '../output/format.js';
import { table } from '../output/table.js';

const SHORT_ID = 12;
/** Of a snapshot its manifest is read. */
const DEADLINE_MS = 10 * 60_000;

interface Options {
  office: string;
  job: string;
  snapshot: string;
}

function json({ kind, name, snapshots, bytesLogical, bytesUnique, bytesStored, bytesExclusive, bytesExclusiveStored, deduplicationRatio, compressionRatio }: StatisticsRow__Output): object {
  return { kind, name: kind === 'total' ? null : name, snapshots, bytesLogical, bytesUnique, bytesStored, bytesExclusive, bytesExclusiveStored, deduplicationRatio: ratio(deduplicationRatio), compressionRatio: ratio(compressionRatio) };
}

function ratio(value: number): number | null {
  return value === 0 ? null : Math.round(value * 100) / 100;
}

async function show(context: CommandContext, options: Options): Promise<void> {
  if (Object.values(options).filter((one) => one !== '').length > 1) throw new FarvaultError('USAGE', 'give --office, --job or --snapshot');
  const { rows, total, asOfMs, catchingUp } = await context.call('GetStatistics', options, DEADLINE_MS);
  if (context.json) {
    context.printJson({ asOf: jsonTime(asOfMs), catchingUp, rows: rows.map(json), total: total === null ? null : json(total) });
    return;
  }
  const all = total === null ? rows : [...rows, total];
  const ratioText = (value: number): string => (value === 0 ? '' : `${value.toFixed(2)}`);
  context.print(
    table(all, [
      { title: '', value: (row) => row.kind },
      { title: 'name', value: (row) => (row.kind === 'snapshot' ? row.name.slice(0, SHORT_ID) : row.name) },
      { title: 'snapshots', value: (row) => formatCount(row.snapshots), align: 'right' },
      { title: 'logical', value: (row) => formatBytes(row.bytesLogical), align: 'right' },
      { title: 'unique', value: (row) => formatBytes(row.bytesUnique), align: 'right' },
      { title: 'stored', value: (row) => formatBytes(row.bytesStored), align: 'right' },
      { title: 'exclusive', value: (row) => formatBytes(row.bytesExclusiveStored), align: 'right' },
      { title: 'dedup', value: (row) => ratioText(row.deduplicationRatio), align: 'right' },
      { title: 'compr', value: (row) => ratioText(row.compressionRatio), align: 'right' },
    ], 'no snapshots'),
  );
  if (catchingUp) context.note('the figures are being counted: they follow the newest changes soon');
}

export function statisticsCommand(program: Command): void {
  program
    .command('stats')
    .description('what is stored for offices and jobs, or one snapshot: logical, distinct (unique) and stored bytes, and those that nobody else has (exclusive: freed if it went)')
    .option('--office <name>', 'this office and its jobs', '')
    .option('--job <name>', 'this job', '')
    .option('--snapshot <snapshot>', 'this snapshot', '')
    .addHelpText('after', examples('backupctl stats', 'backupctl stats --office lyon', 'backupctl stats --snapshot latest:docs --json'))
    .action((options: Options, command: Command) => withServer(command, (context) => show(context, options)));
}
