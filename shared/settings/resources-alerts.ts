// Alert rules and destinations as `apply` takes them. docs/alerts.md explains each key.
import { Cron } from 'croner';
import { messageOf } from '../errors/errors.js';
import { choice, count, duration, flag, share, text, type Field } from './field.js';
import { texts } from './list-fields.js';
import { resourceField, type ResourceSchema } from './resource-schema.js';
import { settingRow } from './table.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The kinds of alerts, each with what its threshold is; null: it has none. */
export const ALERT_KINDS = {
  'run-failed': count(1, 100),
  'run-partial': null,
  late: duration({ min: MINUTE_MS, max: 365 * DAY_MS }),
  'agent-unseen': duration({ min: MINUTE_MS, max: 365 * DAY_MS }),
  rpo: duration({ min: MINUTE_MS, max: 365 * DAY_MS }),
  space: duration({ min: DAY_MS, max: 365 * DAY_MS }),
  'not-writable': null,
  damage: null,
  expiring: duration({ min: DAY_MS, max: 365 * DAY_MS }),
  clock: duration({ min: 1000, max: 365 * DAY_MS }),
  shrunk: share(),
  'mass-change': share(),
  gc: null,
  verify: duration({ min: DAY_MS, max: 365 * DAY_MS }),
  drill: null,
  copy: null,
  retention: null,
  approval: null,
  'server-clock': null,
  update: null,
  'alert-path': null,
} as const satisfies Record<string, Field<number> | null>;

export type AlertKind = keyof typeof ALERT_KINDS;
export const ALERT_KIND_NAMES = Object.keys(ALERT_KINDS) as AlertKind[];

export function isAlertKind(name: string): name is AlertKind {
  return Object.hasOwn(ALERT_KINDS, name);
}

/** Canonical: ms, a count or per cent, as the kind has it. */
export function alertThreshold(kind: AlertKind, given: string): { value: number } | { fault: string } {
  const field: Field<number> | null = ALERT_KINDS[kind];
  return field === null ? { fault: `alerts of kind ${kind} have no threshold` } : field.fromTexts([given]);
}

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:.]{2,45})$/;
// Printable ASCII without what separates or quotes: nothing that a header could be broken with.
const MAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
const ADDRESS_LIMITS = 'name@host';

const mailFault = (one: string): string | null => (MAIL.test(one) ? null : `'${one.slice(0, 60)}' is not an address such as ops@example.org`);
const hostFault = (one: string): string | null => (HOST.test(one) ? null : `'${one.slice(0, 60)}' is not a host name or address`);

function urlFault(one: string): string | null {
  let url: URL;
  try {
    url = new URL(one);
  } catch {
    return `'${one.slice(0, 60)}' is not a URL`;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'the URL must begin with https://';
  return url.username !== '' || url.password !== '' ? 'the URL holds a password: it would be printed; the signature says who sends' : null;
}

function pemFault(one: string): string | null {
  return /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n*/.test(one) ? null : 'not a certificate in PEM form';
}

/** `never`, or a cron expression of five fields. */
function timeFault(one: string): string | null {
  if (one === 'never') return null;
  try {
    return one.trim().split(/\s+/).length === 5 && new Cron(one, { timezone: 'UTC', paused: true }).nextRun() !== null ? null : `'${one.slice(0, 60)}' is not a cron expression of five fields that ever comes due`;
  } catch (error) {
    return `'${one.slice(0, 60)}' is not a cron expression: ${messageOf(error).slice(0, 100)}`;
  }
}

export const WELL_DEFAULT = '0 8 * * 1';

type DestinationType = 'smtp' | 'webhook' | 'syslog';
const KEYS_OF: Record<DestinationType, { needs: string[]; may: string[] }> = {
  smtp: { needs: ['host', 'from', 'to'], may: ['port', 'tls', 'user', 'secret', 'ca'] },
  webhook: { needs: ['url', 'secret'], may: ['ca', 'plainHttp'] },
  syslog: { needs: [], may: ['host', 'port', 'transport', 'path', 'facility'] },
};
const COMMON = ['name', 'type', 'allIsWell', 'timezone'];

function destinationFaults(resource: Record<string, unknown>): string[] {
  const type = resource['type'] as DestinationType;
  const { needs, may } = KEYS_OF[type];
  const faults = needs.filter((key) => resource[key] === undefined).map((key) => `${key} is missing: a destination of type ${type} needs it`);
  for (const key of Object.keys(resource)) if (![...COMMON, ...needs, ...may].includes(key)) faults.push(`${key} has no meaning for type ${type}`);
  if (type === 'smtp') {
    if ((resource['user'] === undefined) !== (resource['secret'] === undefined)) faults.push('user and secret belong together: secret names the password (backupctl secret set NAME)');
    if (resource['tls'] === 'none' && resource['user'] !== undefined) faults.push('with tls: none the password would travel in the clear');
  }
  if (type === 'webhook' && String(resource['url']).startsWith('http:') && resource['plainHttp'] !== true) faults.push('the URL begins with http://: say plainHttp: true if names and errors may travel in the clear');
  if (type === 'syslog') {
    const unix = resource['transport'] === 'unix';
    if (!unix && resource['host'] === undefined) faults.push('host is missing: a syslog destination over udp or tcp needs it');
    if (unix && resource['host'] !== undefined) faults.push('host has no meaning with transport: unix; path names the socket');
    if (!unix && resource['path'] !== undefined) faults.push('path has a meaning with transport: unix only');
  }
  return faults;
}

function ruleFaults(rule: Record<string, unknown>): string[] {
  const threshold = rule['threshold'] as string | undefined;
  if (threshold === undefined) return [];
  const kinds = (rule['kinds'] as AlertKind[] | undefined) ?? [];
  if (kinds.length !== 1) return ['a rule with a threshold names exactly one kind'];
  const taken = alertThreshold(kinds[0], threshold);
  return 'fault' in taken ? [`threshold: ${taken.fault}`] : [];
}

/** `threshold: 5` is as good as `threshold: '5'`. */
const plainThreshold = text({ kind: 'threshold', limits: 'as the setting of the kind has it' });
const thresholdField: Field<string> = { ...plainThreshold, take: (raw, strict) => plainThreshold.take(typeof raw === 'number' ? String(raw) : raw, strict) };

const FACILITIES = ['daemon', 'user', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'] as const;

/** The sections, made of fields that other sections have, too. */
export function alertSchemas(nameField: Field<string>, scopeField: Field<string>): ResourceSchema[] {
  return [
    {
      section: 'destinations',
      noun: 'destination',
      key: 'name',
      keyField: nameField,
      fields: {
        type: resourceField(choice('smtp', 'webhook', 'syslog'), 'how it is reached', { required: true }),
        host: resourceField(text({ check: hostFault }), 'smtp, syslog: the server'),
        port: resourceField(count(1, 65_535), 'smtp: 587, or 465 with tls: tls; syslog: 514'),
        tls: resourceField(choice('starttls', 'tls', 'none'), 'smtp: how the line is protected', { default: 'starttls' }),
        user: resourceField(text(), 'smtp: who logs in'),
        secret: resourceField(nameField, 'smtp: name of the password; webhook: name of the key that signs'),
        from: resourceField(text({ check: mailFault, limits: ADDRESS_LIMITS }), 'smtp: the sender'),
        to: resourceField(texts({ kind: 'address', max: 50, check: mailFault, limits: ADDRESS_LIMITS }), 'smtp: who gets it'),
        url: resourceField(text({ check: urlFault }), 'webhook: where to POST to'),
        plainHttp: resourceField(flag(), 'webhook: http:// is meant', { default: false }),
        ca: resourceField(text({ check: pemFault }), 'smtp, webhook: certificate of the authority that signed theirs, PEM; none: the public ones'),
        transport: resourceField(choice('udp', 'tcp', 'unix'), 'syslog: the way there', { default: 'udp' }),
        path: resourceField(text({ check: (one) => (/^\/.{1,106}$/.test(one) ? null : 'not the absolute path of a socket') }), 'syslog: socket of transport unix', { default: '/dev/log' }),
        facility: resourceField(choice(...FACILITIES), 'syslog: facility', { default: 'daemon' }),
        allIsWell: resourceField(text({ kind: 'schedule', check: timeFault }), 'when it is told that all is well, or what is not: cron of five fields, or never', { default: WELL_DEFAULT }),
        timezone: resourceField(settingRow('timezone')!.field as Field, 'time zone of allIsWell', { default: 'UTC' }),
      },
      check: destinationFaults,
    },
    {
      section: 'alertRules',
      noun: 'alert rule',
      key: 'name',
      keyField: nameField,
      fields: {
        kinds: resourceField(texts({ kind: 'kind', max: ALERT_KIND_NAMES.length, check: (one) => (isAlertKind(one) ? null : `'${one.slice(0, 60)}' is not a kind of alert: ${ALERT_KIND_NAMES.join(', ')}`) }), 'which alerts; none: all', { default: [] }),
        scope: resourceField(scopeField, 'whose', { default: 'all' }),
        severity: resourceField(choice('warning', 'critical'), 'how grave'),
        destinations: resourceField(texts({ kind: 'destination', max: 20, check: (one) => (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(one) ? null : `'${one.slice(0, 60)}' is not the name of a destination`) }), 'who is told; an empty list: nobody'),
        threshold: resourceField(thresholdField, "in the place of the policy's setting; the rule then names one kind"),
        disabled: resourceField(flag(), 'no such alerts in this scope'),
      },
      check: ruleFaults,
    },
  ];
}
