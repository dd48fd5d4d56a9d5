// When an agent was heard of last: an alert about silence, and the room that a run keeps, count from then.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Clock } from '../../shared/time/clock.js';
import { openPki } from '../pki/index.js';
import { FleetService } from './fleet.js';
import { FleetState, type FleetRecord } from './state.js';
import { MemoryJournal } from './testing.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-last-seen-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('is exact to the last beat while the process lives, though the journal is told every ten minutes at most', async () => {
  let now = Date.UTC(2026, 0, 5, 12);
  const never = (_ms: number, signal?: AbortSignal): Promise<void> => new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
  const clock: Clock = { now: () => now, monotonic: () => now, sleep: never };
  const state = new FleetState();
  const journal = new MemoryJournal(state, clock);
  const { authority } = await openPki({ dataDir: dir, repositoryId: '0123456789abcdef0123456789abcdef', hosts: [], inUse: false, clock });
  const fleet = new FleetService({ journal, state, authority, clock, serverVersion: '1', addresses: () => [], cutConnections: () => undefined, log: () => undefined });
  const { id: officeId } = await fleet.createOffice('lyon');
  const id = 'a'.repeat(32);
  const enrolled: FleetRecord = { kind: 'fleet.agent-enrolled', id, name: 'fs1', officeId, serial: '1', certificateExpiresMs: now + 1e9, facts: null, tokenHash: '', peer: '' };
  await journal.appendJournal(enrolled);

  const call = {
    writableLength: 0,
    write: () => true,
    async *iterator(): AsyncGenerator<AgentMessage__Output, void, undefined> {
      yield { message: 'hello', hello: { facts: null, activeRuns: [], instanceId: 'one', generation: 0, stateHash: '' } };
      now += 5 * 60_000;
      yield { message: 'heartbeat', heartbeat: { number: 1 } };
    },
  };
  const heardMs = now + 5 * 60_000;
  await fleet.control(call, { role: 'agent', agentId: id, officeId, name: 'fs1', serial: '1' }, 'here', new AbortController().signal).catch(() => undefined);
  now += 60_000;
  expect(fleet.presence(id)).toBeUndefined();
  expect(fleet.listAgents().map(({ lastSeenMs }) => lastSeenMs)).toEqual([heardMs]);
  expect(fleet.lastSeenMs(id)).toBe(heardMs);
});
