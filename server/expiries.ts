// When certificates end: for status, metrics and alerts.
import type { FleetService } from './fleet/index.js';
import type { Pki } from './pki/index.js';

/** The next to end first; agents' names begin with `agent `. */
export function certificateExpiries(pki: Pki, fleet: FleetService): { name: string; expiresMs: number }[] {
  const agents = fleet.listAgents().filter((agent) => agent.revokedMs === null);
  const users = fleet.listUsers().filter((user) => user.revokedMs === null);
  return [
    { name: 'ca', expiresMs: pki.authority.expiresMs },
    { name: 'server', expiresMs: pki.serverExpiresMs },
    ...users.map((user) => ({ name: `user ${user.name}`, expiresMs: user.certificateExpiresMs })),
    ...agents.map((agent) => ({ name: `agent ${agent.name}`, expiresMs: agent.certificateExpiresMs })),
  ].sort((a, b) => a.expiresMs - b.expiresMs);
}
