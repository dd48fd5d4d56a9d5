import { Option, type Command } from 'commander';
import { EXIT } from '../../shared/errors/errors.js';
import type { Alert__Output } from '../../shared/rpc/gen/farvault/v1/Alert.js';
import type { Silence__Output } from '../../shared/rpc/gen/farvault/v1/Silence.js';
import { systemClock } from '../../shared/time/clock.js';
import { collect, examples, withServer, type CommandContext } from '../command.js';
import { formatTime, jsonTime, printable } from '../output/format.js';
import { parseCount, parseDuration } from '../output/sizes.js';
import { fields, table } from '../output/table.js';
import { exportAll } from './export.js';

export function jsonAlert(alert: Alert__Output): object {
  const { id, rule, kind, severity, state, subject, office, summary, remedy, acknowledgedBy, comment, silencedBy } = alert;
  const times = { firedAt: jsonTime(alert.firedMs), acknowledgedAt: jsonTime(alert.acknowledgedMs), resolvedAt: jsonTime(alert.resolvedMs) };
  const deliveries = alert.deliveries.map(({ destination, what, timeMs, error, attempts }) => ({ destination, what, at: jsonTime(timeMs), delivered: error === '', error: error === '' ? null : error, attempts }));
  return { id, rule, kind, severity, state, subject, office: office === '' ? null : office, summary, remedy, ...times, acknowledgedBy: acknowledgedBy === '' ? null : acknowledgedBy, comment: comment === '' ? null : comment, silencedBy: silencedBy === '' ? null : silencedBy, deliveries };
}

/** One line a standing alert, as `status` has it. */
export function alertLine(alert: Alert__Output): string {
  const taken = alert.state === 'acknowledged' ? ` (acknowledged by ${alert.acknowledgedBy})` : alert.silencedBy === '' ? '' : ' (silenced)';
  return `${alert.id} ${formatTime(alert.firedMs)} ${alert.severity} ${printable(alert.subject)}: ${alert.kind}${taken}: ${printable(alert.summary)}`;
}

function jsonSilence({ id, scope, kinds, reason, by, fromMs, untilMs }: Silence__Output): object {
  return { id, scope, kinds, reason, by, from: jsonTime(fromMs), until: jsonTime(untilMs) };
}

function show(context: CommandContext, alert: Alert__Output): void {
  if (context.json) {
    context.printJson(jsonAlert(alert));
    return;
  }
  context.print(
    fields([
      ['Alert', `${alert.id} (${alert.state})`],
      ['What', `${alert.kind}, ${alert.severity}`],
      ['About', printable(alert.subject) + (alert.office === '' ? '' : ` in office ${printable(alert.office)}`)],
      ['Summary', printable(alert.summary)],
      ['To do', alert.state === 'resolved' ? '' : printable(alert.remedy)],
      ['Since', formatTime(alert.firedMs)],
      ['Acknowledged', alert.acknowledgedMs === 0 ? '' : `${formatTime(alert.acknowledgedMs)} by ${alert.acknowledgedBy}${alert.comment === '' ? '' : `: ${printable(alert.comment)}`}`],
      ['Resolved', formatTime(alert.resolvedMs)],
      ['Silenced', alert.silencedBy === '' ? '' : `by silence ${alert.silencedBy}`],
      ['Rule', alert.rule],
    ]),
  );
  if (alert.deliveries.length > 0) context.print(`\nTold:\n${alert.deliveries.map(({ destination, what, timeMs, error, attempts }) => `  ${formatTime(timeMs)} ${what} to ${destination}${error === '' ? '' : `: given up after ${attempts} attempts: ${printable(error)}`}`).join('\n')}`);
}

export function alertCommand(program: Command): void {
  const alert = program
    .command('alert')
    .description('what is wrong, who takes care of it, and who is told')
    .addHelpText('after', examples('backupctl alert list', 'backupctl alert ack 3f9a --comment "disk ordered"', "backupctl alert silence --scope 'office lyon' --for 4h --reason 'line is being replaced'", 'backupctl alert test ops-mail'));

  alert
    .command('list')
    .description('alerts that stand, the gravest first')
    .addOption(new Option('--state <state>', 'default: those that stand').choices(['firing', 'acknowledged', 'resolved', 'all']).default(''))
    .option('--office <name>', 'only this office', '')
    .addOption(new Option('--severity <severity>', 'only those').choices(['warning', 'critical']).default(''))
    .option('--since <duration>', 'of the resolved, only those that ended so lately: 24h, 7d; default: 30d', parseDuration, 30 * 86_400)
    .option('--limit <n>', 'at most so many', parseCount, 200)
    .action(({ since, ...filter }: { state: string; office: string; severity: string; since: number; limit: number }, command: Command) =>
      withServer(command, async (context) => {
        const { alerts } = await context.call('ListAlerts', { ...filter, sinceMs: systemClock.now() - since * 1000 });
        if (context.json) {
          context.printJson(alerts.map(jsonAlert));
          return;
        }
        context.print(
          table(alerts, [
            { title: 'id', value: (row) => row.id },
            { title: 'severity', value: (row) => row.severity },
            { title: 'state', value: (row) => row.state + (row.silencedBy === '' ? '' : ', silenced') },
            { title: 'kind', value: (row) => row.kind },
            { title: 'about', value: (row) => row.subject },
            { title: 'office', value: (row) => row.office },
            { title: 'since', value: (row) => formatTime(row.firedMs) },
            ...(filter.state === 'resolved' || filter.state === 'all' ? [{ title: 'resolved', value: (row: Alert__Output) => formatTime(row.resolvedMs) }] : []),
            { title: 'summary', value: (row) => (row.summary.length > 100 ? `${row.summary.slice(0, 99)}…` : row.summary) },
          ], filter.state === '' ? 'no alert stands' : 'no such alerts'),
        );
      }),
    );

  alert.command('show <id>').description('one alert: what to do, and who was told').action((id: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => show(context, await context.call('GetAlert', { id }))),
  );

  alert
    .command('ack <id>')
    .description('take an alert over: it is known, and ends by itself when its cause has gone')
    .option('--comment <text>', 'for the others', '')
    .action((id: string, { comment }: { comment: string }, command: Command) =>
      withServer(command, async (context) => {
        const taken = await context.call('AcknowledgeAlert', { id, comment });
        if (context.json) context.printJson(jsonAlert(taken));
        else context.print(`alert ${taken.id} acknowledged: ${printable(taken.subject)}: ${taken.kind}`);
      }),
    );

  alert
    .command('test <destination>')
    .description('send a test message now, and say what the other side answered')
    .action((name: string, _options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const { delivered, detail } = await context.call('TestDestination', { name });
        if (context.json) context.printJson({ destination: name, delivered, detail });
        else context.print(`${delivered ? 'delivered' : 'NOT delivered'}: ${printable(detail)}`);
        if (!delivered) process.exitCode = EXIT.failed;
      }),
    );

  alert.command('destinations').description('where messages go: made by `backupctl apply`').action((_options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const { destinations = [] } = await exportAll(context, ['destinations']);
      if (context.json) {
        context.printJson(destinations);
        return;
      }
      context.print(
        table(destinations, [
          { title: 'name', value: (row) => String(row['name']) },
          { title: 'type', value: (row) => String(row['type']) },
          { title: 'where', value: whereOf },
          { title: 'all is well', value: (row) => (row['allIsWell'] as string | undefined) ?? 'weekly' },
        ], 'no destinations: alerts are shown by `alert list` and `status` only (docs/alerts.md)'),
      );
    }),
  );
  silenceCommands(alert);
}

function whereOf(destination: Record<string, unknown>): string {
  const { type, to, host, url, path } = destination;
  if (type === 'smtp') return `${(to as string[]).join(', ')} by ${String(host)}`;
  if (type === 'webhook') return String(url);
  return destination['transport'] === 'unix' ? ((path as string | undefined) ?? '/dev/log') : String(host);
}

function silenceCommands(alert: Command): void {
  alert
    .command('silence')
    .description('hold messages back for a time: maintenance. Alerts fire and are shown all the same')
    .requiredOption('--scope <scope>', 'all, office NAME, label KEY=VALUE or agent NAME')
    .requiredOption('--for <duration>', 'for so long: 90m, 4h, 7d', parseDuration)
    .requiredOption('--reason <text>', 'why')
    .option('--kind <kind>', 'only such alerts (repeatable; default: all)', collect, [])
    .option('--from <time>', 'begin then (RFC 3339; default: now)')
    .action((options: { scope: string; for: number; reason: string; kind: string[]; from?: string }, command: Command) =>
      withServer(command, async (context) => {
        const fromMs = options.from === undefined ? systemClock.now() : new Date(options.from).getTime();
        if (!Number.isFinite(fromMs)) command.error(`'${options.from}' is not a time: give 2026-12-24T22:00:00Z`, { exitCode: EXIT.usage });
        const silence = await context.call('CreateSilence', { scope: options.scope, kinds: options.kind, reason: options.reason, fromMs, untilMs: fromMs + options.for * 1000 });
        if (context.json) context.printJson(jsonSilence(silence));
        else context.print(`silence ${silence.id}: nothing is told of ${silence.scope} until ${formatTime(silence.untilMs)}; backupctl alert unsilence ${silence.id} ends it`);
      }),
    );

  alert.command('silences').description('silences that hold, will hold, or held lately').action((_options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const { silences } = await context.call('ListSilences', {});
      if (context.json) {
        context.printJson(silences.map(jsonSilence));
        return;
      }
      const now = systemClock.now();
      context.print(
        table(silences, [
          { title: 'id', value: (row) => row.id },
          { title: 'state', value: (row) => (row.untilMs <= now ? 'over' : row.fromMs > now ? 'to come' : 'holds') },
          { title: 'scope', value: (row) => row.scope },
          { title: 'kinds', value: (row) => (row.kinds.length === 0 ? 'all' : row.kinds.join(', ')) },
          { title: 'from', value: (row) => formatTime(row.fromMs) },
          { title: 'until', value: (row) => formatTime(row.untilMs) },
          { title: 'by', value: (row) => row.by },
          { title: 'reason', value: (row) => row.reason },
        ], 'no silences'),
      );
    }),
  );

  alert.command('unsilence <id>').description('end a silence; what it held back is told then').action((id: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      await context.call('DeleteSilence', { id });
      if (context.json) context.printJson({ deleted: id });
      else context.print(`silence ${id} ended`);
    }),
  );
}
