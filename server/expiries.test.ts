// Which expiries are shown, and which are judged how.
import { expect, it } from 'vitest';
import { certificateExpiries, judgedExpiries } from './expiries.js';
import type { FleetService } from './fleet/index.js';
import type { Pki } from './pki/index.js';
import type { Releases } from './releases/index.js';

const DAY_MS = 86_400_000;
const pki = { authority: { expiresMs: 9 }, serverExpiresMs: 5 } as Pki;
const fleet = {
  listAgents: () => [{ name: 'fs1', revokedMs: null, certificateExpiresMs: 3 }, { name: 'gone', revokedMs: 1, certificateExpiresMs: 1 }],
  listUsers: () => [{ name: 'admin', revokedMs: null, certificateExpiresMs: 4 }],
} as unknown as FleetService;
const releases = { expiries: () => [{ role: 'root', version: 1, expiresMs: 7 }, { role: 'targets', version: 4, expiresMs: 6 }, { role: 'snapshot', version: 9, expiresMs: 2 }, { role: 'timestamp', version: 9, expiresMs: 2 }] } as unknown as Releases;

it('shown is what ends next, without what the server makes anew each day', () => {
  expect(certificateExpiries(pki, fleet, releases).map(({ name }) => name)).toEqual(['agent fs1', 'user admin', 'server', 'update metadata targets', 'update metadata root', 'ca']);
});

it('judged are all but those of agents; snapshot and timestamp when they were not made anew for two days', () => {
  const judged = judgedExpiries(pki, fleet, releases);
  expect(judged.map(({ what }) => what)).toEqual(['certificate of ca', 'certificate of server', 'certificate of user admin', ...['root', 'targets', 'snapshot', 'timestamp'].map((role) => `update metadata ${role}`)]);
  expect(judged.map(({ warnMs }) => warnMs)).toEqual([undefined, undefined, undefined, undefined, undefined, 5 * DAY_MS, 5 * DAY_MS]);
});
