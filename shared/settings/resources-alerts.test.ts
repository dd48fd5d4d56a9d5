// What `apply` takes for destinations and alert rules, and with which words it refuses the rest.
import { describe, expect, it } from 'vitest';
import { alertThreshold, readResources } from './index.js';

function faults(section: string, resource: Record<string, unknown>): string[] {
  return readResources({ [section]: [{ name: 'x', ...resource }] }, true).faults.map(({ text }) => text);
}

const mail = { type: 'smtp', host: 'mail.example.org', from: 'a@example.org', to: ['b@example.org'] };
const hook = { type: 'webhook', url: 'https://example.org/h', secret: 'k' };

describe('a destination', () => {
  it.each([
    ['mail', mail],
    ['mail with a password', { ...mail, user: 'u', secret: 's', tls: 'tls', port: 465 }],
    ['a webhook', hook],
    ['a webhook in the clear, meant so', { ...hook, url: 'http://10.0.0.1:8080/h', plainHttp: true }],
    ['syslog', { type: 'syslog', host: '192.0.2.1', transport: 'tcp', facility: 'local3' }],
    ['the log of this machine', { type: 'syslog', transport: 'unix' }],
    ['a word each morning', { ...hook, allIsWell: '0 7 * * *', timezone: 'Europe/Paris' }],
  ])('%s', (_what, resource) => expect(faults('destinations', resource)).toEqual([]));

  it.each([
    ['no receiver', { ...mail, to: undefined }, /./],
    ['a header in an address', { ...mail, to: ['b@example.org\r\nBcc: c@example.org'] }, /not an address/],
    ['a password without a name', { ...mail, secret: 's' }, /belong together/],
    ['a password in the clear', { ...mail, user: 'u', secret: 's', tls: 'none' }, /in the clear/],
    ['a webhook without a signature', { type: 'webhook', url: 'https://example.org' }, /secret is missing/],
    ['a webhook in the clear', { ...hook, url: 'http://example.org' }, /plainHttp/],
    ['a password in a URL', { ...hook, url: 'https://u:p@example.org' }, /password/],
    ['another protocol', { ...hook, url: 'file:///etc/passwd' }, /https/],
    ['syslog to nowhere', { type: 'syslog' }, /host is missing/],
    ['a key of another type', { ...hook, host: 'x' }, /no meaning for type webhook/],
    ['a time that never comes', { ...hook, allIsWell: '0 0 30 2 *' }, /cron/],
    ['no time', { ...hook, allIsWell: 'weekly' }, /cron/],
  ])('%s is refused', (_what, resource, says) => expect(faults('destinations', resource).join()).toMatch(says));
});

describe('an alert rule', () => {
  it.each([
    [{ kinds: ['late'], threshold: '2h', scope: 'office lyon', severity: 'critical', destinations: ['m'] }],
    [{ kinds: 'run-failed', threshold: 3 }],
    [{ disabled: true, scope: 'label host=esx1' }],
    [{ destinations: [] }],
  ])('%j', (resource) => expect(faults('alertRules', resource)).toEqual([]));

  it.each([
    [{ kinds: ['nonsense'] }, /not a kind/],
    [{ threshold: '2h' }, /exactly one kind/],
    [{ kinds: ['late'], threshold: '2' }, /not a duration|no unit/],
    [{ kinds: ['damage'], threshold: '2' }, /no threshold/],
    [{ kinds: ['mass-change'], threshold: '200' }, /between/],
    [{ scope: 'planet earth' }, /not a scope/],
  ])('%j is refused', (resource, says) => expect(faults('alertRules', resource).join()).toMatch(says));

  it('threshold has the unit of its kind', () => {
    expect(alertThreshold('late', '90m')).toEqual({ value: 5_400_000 });
    expect(alertThreshold('shrunk', '30 %')).toEqual({ value: 30 });
    expect(alertThreshold('run-failed', '3')).toEqual({ value: 3 });
  });
});
