import { expect, it } from 'vitest';
import { authenticate } from './authenticate.js';
import { FleetState } from './state.js';

const HOUR = 3_600_000;
const COPIED = 100 * HOUR;
const RESTORED = 130 * HOUR;

function fleet(keys: boolean): { state: FleetState; record: (timeMs: number, body: { kind: string; [field: string]: unknown }) => void; lets: (serial: string, issuedMs: number) => boolean } {
  const state = new FleetState();
  let number = 0;
  const record = (timeMs: number, body: { kind: string; [field: string]: unknown }): void => state.apply({ number: ++number, epoch: 1, timeMs, body });
  record(1, { kind: 'fleet.agent-enrolled', id: 'a', name: 'files', officeId: 'o', tokenHash: '', serial: 'old', certificateExpiresMs: 0, facts: null, peer: '' });
  record(COPIED, { kind: 'fleet.user-created', name: 'maria', serial: 'u', certificateExpiresMs: 0 });
  record(RESTORED, { kind: 'repository.restored', from: { number, copiedMs: COPIED, keys }, epoch: 2 });
  const lets = (serial: string, issuedMs: number): boolean => {
    try {
      return authenticate({ name: { role: 'agent', repositoryId: 'r', officeId: 'o', agentId: 'a' }, serial, issuedMs, expiresMs: 0 }, state).agentId === 'a';
    } catch {
      return false;
    }
  };
  return { state, record, lets };
}

it('a certificate that the lost server gave after the copy is taken until this server gives one; no other unknown one ever is', () => {
  const { state, record, lets } = fleet(true);
  expect(lets('old', 1)).toBe(true);
  expect(lets('renewed', COPIED + HOUR)).toBe(true);
  expect(lets('superseded long ago', COPIED - HOUR)).toBe(false);
  expect(lets('of the lost server, which runs again', RESTORED + HOUR)).toBe(false);
  const after = new FleetState();
  after.load(JSON.parse(JSON.stringify(state.save())));
  expect(after.gap.covers('a', COPIED + HOUR)).toBe(true);
  record(RESTORED + HOUR, { kind: 'fleet.agent-renewed', id: 'a', serial: 'next', certificateExpiresMs: 0, heldSerial: 'renewed' });
  expect(['next', 'renewed'].map((serial) => lets(serial, COPIED + HOUR))).toEqual([true, true]);
  expect(lets('another of that time', COPIED + HOUR)).toBe(false);
  expect(state.gap.covers('maria', COPIED + HOUR)).toBe(true);
  record(RESTORED + HOUR, { kind: 'fleet.agent-revoked', id: 'a' });
  expect(lets('next', COPIED + HOUR)).toBe(false);
});

it('without the keys there is another CA: nothing of before is taken', () => {
  expect(fleet(false).lets('renewed', COPIED + HOUR)).toBe(false);
});
