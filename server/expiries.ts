// When certificates and signed update metadata end: for status, metrics and alerts.
import type { Expiry } from './alerts/index.js';
import type { FleetService } from './fleet/index.js';
import type { Pki } from './pki/index.js';
import type { Releases } from './releases/index.js';

const DAY_MS = 86_400_000;

/** The next to end first; agents' names begin with `agent `. Of update metadata what people renew: the rest lasts a week at a time by itself. */
export function certificateExpiries(pki: Pki, fleet: FleetService, releases: Releases): { name: string; expiresMs: number }[] {
  const agents = fleet.listAgents().filter((agent) => agent.revokedMs === null);
  const signed = releases.expiries().filter(({ role }) => role === 'root' || role === 'targets');
  return [
    ...serverExpiries(pki, fleet),
    ...agents.map((agent) => ({ name: `agent ${agent.name}`, expiresMs: agent.certificateExpiresMs })),
    ...signed.map(({ role, expiresMs }) => ({ name: `update metadata ${role}`, expiresMs })),
  ].sort((a, b) => a.expiresMs - b.expiresMs);
}

/** For alerts: all but agents' certificates, which are judged with the agents. */
export function judgedExpiries(pki: Pki, fleet: FleetService, releases: Releases): Expiry[] {
  return [
    ...serverExpiries(pki, fleet).map(({ name, expiresMs }) => ({ what: `certificate of ${name}`, expiresMs })),
    ...releases.expiries().map(({ role, expiresMs }) => {
      const what = `update metadata ${role}`;
      // Made anew each day: that this did not happen twice is news, not that it lasts a week.
      return role === 'root' || role === 'targets' ? { what, expiresMs } : { what, expiresMs, warnMs: 5 * DAY_MS, criticalMs: 2 * DAY_MS };
    }),
  ];
}

function serverExpiries(pki: Pki, fleet: FleetService): { name: string; expiresMs: number }[] {
  const users = fleet.listUsers().filter((user) => user.revokedMs === null);
  return [
    { name: 'ca', expiresMs: pki.authority.expiresMs },
    { name: 'server', expiresMs: pki.serverExpiresMs },
    ...users.map((user) => ({ name: `user ${user.name}`, expiresMs: user.certificateExpiresMs })),
  ];
}
