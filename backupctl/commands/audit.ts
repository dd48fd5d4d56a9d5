import type { Command } from 'commander';
import type { AuditEntries__Output } from '../../shared/rpc/gen/farvault/v1/AuditEntries.js';
import type { AuditEntry__Output } from '../../shared/rpc/gen/farvault/v1/AuditEntry.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer } from '../command.js';
import { formatTime, jsonTime, printable } from '../output/format.js';
import { parseCount, parseDuration } from '../output/sizes.js';
import { table } from '../output/table.js';

const WHAT_CHARS = 160;

interface Options {
  user: string;
  action: string;
  text: string;
  since?: number;
  limit: number;
}

export function auditCommand(program: Command): void {
  program
    .command('audit')
    .description('who changed what, when and from where; the newest first')
    .option('--user <name>', 'only what this administrator did', '')
    .option('--action <name>', 'only this kind of change, or its beginning: fleet, fleet.user-created, job', '')
    .option('--since <duration>', 'only the last 90s, 30m, 24h, 7d …', parseDuration)
    .option('--text <text>', 'only what has this text in it', '')
    .option('--limit <count>', 'at most so many', parseCount, 100)
    .addHelpText('after', examples('backupctl audit', 'backupctl audit --user maria --since 7d', 'backupctl audit --action job --text fileserver', 'backupctl audit --action access.refused --json'))
    .action((options: Options, command: Command) =>
      withServer(command, async (context) => {
        const { user, action, text, limit } = options;
        const sinceMs = options.since === undefined ? 0 : Math.max(1, systemClock.now() - options.since * 1000);
        const stream = context.connection.admin.listAudit({ user, action, text, sinceMs, limit });
        context.signal.addEventListener('abort', () => stream.cancel(), { once: true });
        const entries: AuditEntry__Output[] = [];
        try {
          for await (const part of stream as AsyncIterable<AuditEntries__Output>) {
            entries.push(...part.entries);
          }
        } catch (error) {
          context.signal.throwIfAborted();
          throw fromServiceError(error);
        }
        if (context.json) {
          context.printJson(entries.map(json));
          return;
        }
        context.print(
          table(entries, [
            { title: 'when', value: (row) => formatTime(row.timeMs) },
            { title: 'who', value: (row) => row.by },
            { title: 'from', value: (row) => row.from },
            { title: 'action', value: (row) => row.action },
            { title: 'about', value: (row) => printable(row.about.join(', ')) },
            { title: 'what', value: (row) => short(printable(row.whatJson)) },
          ], 'nothing of the kind'),
        );
      }),
    );
}

function short(text: string): string {
  return text.length <= WHAT_CHARS ? text : `${text.slice(0, WHAT_CHARS)} …`;
}

function json({ number, timeMs, by, from, action, about, whatJson }: AuditEntry__Output): object {
  return { number, time: jsonTime(timeMs), by, from, action, about, what: JSON.parse(whatJson) as unknown };
}
