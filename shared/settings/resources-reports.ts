// Reports that are sent on a schedule, as `apply` takes them. docs/reports.md explains each key.
import { scheduleFaults } from '../schedule/index.js';
import { choice, duration, type Field } from './field.js';
import { texts } from './list-fields.js';
import { resourceField, type ResourceSchema } from './resource-schema.js';
import { settingRow } from './table.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** As long as the history of runs is kept. */
const MAX_PERIOD_MS = 400 * DAY_MS;

export const REPORT_PERIOD_DEFAULT = 30 * DAY_MS;

function reportFaults(report: Record<string, unknown>): string[] {
  const schedule = report['schedule'] as string[];
  if (schedule.length === 0) return ['schedule is empty: such a report would never be sent'];
  const faults = scheduleFaults({ schedule, timezone: (report['timezone'] as string | undefined) ?? 'UTC', jitter: 0, window: [], blackout: [] });
  if ((report['destinations'] as string[]).length === 0) faults.push('destinations is empty: nobody would get it');
  return faults;
}

export function reportSchema(nameField: Field<string>): ResourceSchema {
  return {
    section: 'reports',
    noun: 'report',
    key: 'name',
    keyField: nameField,
    fields: {
      report: resourceField(choice('rpo', 'rto', 'storage', 'runs'), 'which one', { required: true }),
      schedule: resourceField(settingRow('schedule')!.field as Field<string[]>, 'when it is sent: cron expressions of five fields', { required: true }),
      timezone: resourceField(settingRow('timezone')!.field as Field<string>, 'time zone of the schedule, and of the days in the report', { default: 'UTC' }),
      period: resourceField(duration({ min: HOUR_MS, max: MAX_PERIOD_MS }), 'how far back it looks', { default: REPORT_PERIOD_DEFAULT }),
      office: resourceField(nameField, 'of this office alone'),
      destinations: resourceField(texts({ kind: 'destination', max: 20, check: (one) => (NAME.test(one) ? null : `'${one.slice(0, 60)}' is not the name of a destination`) }), 'who gets it', { required: true }),
      format: resourceField(choice('html', 'csv', 'json'), 'what is attached', { default: 'html' }),
    },
    check: reportFaults,
  };
}
