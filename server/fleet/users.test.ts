import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeyAndRequest } from '../../shared/rpc/key-pair.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';
import { DAY_MS, openPki } from '../pki/index.js';
import { FleetService } from './fleet.js';
import { FleetState } from './state.js';
import { MemoryJournal } from './testing.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-users-'));
let skewMs = 0;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + skewMs, sleep: () => Promise.resolve() };
const repositoryId = '0123456789abcdef0123456789abcdef';
let fleet: FleetService;
let state: FleetState;
let journal: MemoryJournal;
let cut: string[];
let csr: Buffer;
let lyon: string;

beforeEach(async () => {
  skewMs = 0;
  cut = [];
  const pki = await openPki({ dataDir: dir, repositoryId, hosts: [], inUse: false, clock });
  state = new FleetState();
  journal = new MemoryJournal(state, clock);
  const cutConnections = (identity: object): void => void cut.push(JSON.stringify(identity));
  fleet = new FleetService({ journal, state, authority: pki.authority, clock, serverVersion: '1', addresses: () => [], cutConnections, log: () => undefined });
  ({ csr } = await createKeyAndRequest());
  lyon = (await fleet.createOffice('lyon')).id;
  await fleet.createUser('first', csr);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('administrators', () => {
  it('have all rights unless told otherwise, also those of before there were roles', async () => {
    expect(fleet.listUsers()).toMatchObject([{ name: 'first', role: 'admin', offices: null }]);
    const old = new FleetState();
    old.apply({ number: 1, epoch: 1, timeMs: 1, body: { kind: 'fleet.user-created', name: 'old', serial: 'a', certificateExpiresMs: 2 } });
    expect(old.users.get('old')).toMatchObject({ role: 'admin', offices: null });
    const loaded = new FleetState();
    const saved = JSON.parse(JSON.stringify(old.save())) as { users: { offices?: unknown }[] };
    delete saved.users[0].offices;
    loaded.load(saved);
    expect(loaded.users.get('old')).toMatchObject({ role: 'admin', offices: null });
  });

  it('are changed at once, and their connections cut', async () => {
    await fleet.createUser('paul', csr, { role: 'operator', offices: [lyon] });
    expect(await fleet.updateUser('paul', { offices: null })).toMatchObject({ role: 'operator', offices: null });
    expect(await fleet.updateUser('paul', { role: 'auditor' })).toMatchObject({ role: 'auditor', offices: null });
    expect(cut).toEqual(['{"user":"paul"}', '{"user":"paul"}']);
    const records = journal.records.length;
    await fleet.updateUser('paul', { role: 'auditor' });
    expect([journal.records.length, cut.length]).toEqual([records, 2]);
  });

  it('with all rights never become none: neither revoked, nor limited, nor given another role', async () => {
    await fleet.createUser('limited', csr, { role: 'admin', offices: [lyon] });
    await fleet.createUser('operator', csr, { role: 'operator', offices: null });
    for (const attempt of [() => fleet.revokeUser('first'), () => fleet.updateUser('first', { role: 'auditor' }), () => fleet.updateUser('first', { offices: [lyon] })]) await expect(attempt()).rejects.toMatchObject({ code: 'REFUSED' });
    await fleet.createUser('second', csr);
    const both = await Promise.allSettled([fleet.revokeUser('first'), fleet.revokeUser('second')]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('whose certificate has expired do not count as somebody who is left', async () => {
    await fleet.createUser('stale', csr);
    skewMs = 366 * DAY_MS;
    await fleet.createUser('fresh', csr);
    await expect(fleet.revokeUser('fresh')).rejects.toMatchObject({ code: 'REFUSED' });
    await fleet.revokeUser('stale');
  });

  it('are limited to offices that exist, and keep an office from being deleted', async () => {
    await expect(fleet.createUser('paul', csr, { role: 'operator', offices: ['nowhere'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(fleet.createUser('paul', csr, { role: 'operator', offices: [] })).rejects.toMatchObject({ code: 'INVALID' });
    const berlin = (await fleet.createOffice('berlin')).id;
    await fleet.createUser('paul', csr, { role: 'operator', offices: [lyon] });
    await expect(fleet.deleteOffice('lyon')).rejects.toThrow('paul');
    await fleet.updateUser('paul', { offices: [lyon, berlin] });
    await fleet.deleteOffice('lyon');
    // To none would be to all.
    expect(fleet.listUsers().find((user) => user.name === 'paul')?.offices).toEqual([berlin]);
  });

  it('that are revoked are not changed, but can be made anew with other rights', async () => {
    await fleet.createUser('paul', csr);
    await fleet.revokeUser('paul');
    await expect(fleet.updateUser('paul', { role: 'operator' })).rejects.toMatchObject({ code: 'REFUSED' });
    expect((await fleet.createUser('paul', csr, { role: 'auditor', offices: null })).user).toMatchObject({ role: 'auditor', revokedMs: null });
  });

  it('who lost their key are given another by who can write the data directory', async () => {
    const before = state.users.get('first')?.serial;
    await fleet.updateUser('first', {});
    await fleet.replaceUser('first', csr);
    expect(state.users.get('first')).toMatchObject({ role: 'admin', offices: null, revokedMs: null, previousSerial: '' });
    expect(state.users.get('first')?.serial).not.toBe(before);
  });
});
