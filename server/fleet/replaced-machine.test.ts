// A machine that takes another's place: what the token is good for, and what becomes of the machine before.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyAndRequest } from '../../shared/rpc/key-pair.js';
import { parseToken } from '../../shared/rpc/token.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';
import { openPki } from '../pki/index.js';
import { authenticate } from './authenticate.js';
import { FleetService } from './fleet.js';
import { FleetState } from './state.js';
import { MemoryJournal } from './testing.js';
import type { Agent } from './types.js';

const REPOSITORY = '0123456789abcdef0123456789abcdef';
const HOUR_MS = 3_600_000;
let dir: string;
let state: FleetState;
let fleet: FleetService;
let journal: MemoryJournal;
let skewMs = 0;
const cut: unknown[] = [];
const clock: Clock = { ...systemClock, now: () => systemClock.now() + skewMs, sleep: () => Promise.resolve() };

beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-replace-'));
  state = new FleetState();
  journal = new MemoryJournal(state, clock);
  cut.length = 0;
  skewMs = 0;
  const { authority } = await openPki({ dataDir: dir, repositoryId: REPOSITORY, hosts: [], inUse: false, clock });
  fleet = new FleetService({ journal, state, authority, clock, serverVersion: '1', addresses: () => ['192.0.2.1:1'], cutConnections: (identity) => cut.push(identity), log: () => undefined });
  await fleet.createOffice('lyon');
  await fleet.createOffice('nantes');
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const use = async (text: string, name = ''): Promise<Agent> => {
  const { csr } = await createKeyAndRequest();
  return (await fleet.enrol({ secret: parseToken(text).secret, csr, name, facts: null }, '192.0.2.9:5')).agent;
};
const enrolled = async (name: string): Promise<Agent> => use((await fleet.createToken('lyon', HOUR_MS)).token, name);
const replacing = async (name: string, office = ''): Promise<string> => (await fleet.createToken(office, HOUR_MS, name)).token;
const lets = (agent: Agent, serial: string): string => {
  try {
    return authenticate({ name: { role: 'agent', repositoryId: REPOSITORY, officeId: agent.officeId, agentId: agent.id }, serial, issuedMs: 0, expiresMs: 0 }, state).name;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a token for the next machine of an agent', () => {
  it('makes it that agent: same id, name, office and labels; the certificates of before are nobody’s', async () => {
    const first = await enrolled('files');
    await fleet.setLabels('files', { tier: 'gold' }, []);
    // A renewal whose answer was lost: both serials are good.
    const { csr } = await createKeyAndRequest();
    await fleet.renew(authenticate({ name: { role: 'agent', repositoryId: REPOSITORY, officeId: first.officeId, agentId: first.id }, serial: first.serial, issuedMs: 0, expiresMs: 0 }, state), csr);
    const before = fleet.getAgent('files');
    expect([lets(before, before.serial), lets(before, first.serial)]).toEqual(['files', 'files']);

    const token = await replacing('files');
    expect(parseToken(token).replaces).toBe('files');
    expect(lets(before, before.serial)).toBe('files');
    const now = await use(token);
    expect(now).toMatchObject({ id: first.id, name: 'files', officeId: first.officeId, labels: { tier: 'gold' }, previousSerial: '', revokedMs: null });
    for (const serial of [before.serial, first.serial]) expect(lets(now, serial)).toContain('this certificate has been superseded');
    expect(lets(now, now.serial)).toBe('files');
    expect(cut).toEqual([{ agentId: first.id }]);
    expect(journal.records.at(-1)!.body).toMatchObject({ kind: 'fleet.agent-replaced', peer: '192.0.2.9:5' });
    expect(fleet.listAgents()).toHaveLength(1);
  });

  it('is good once, of two uses at once exactly one wins, and only in its time', async () => {
    await enrolled('files');
    const token = await replacing('files');
    const uses = await Promise.allSettled([use(token), use(token), use(token, 'files')]);
    expect(uses.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const late = await replacing('files');
    skewMs = HOUR_MS + 1;
    await expect(use(late)).rejects.toThrow('unknown, used or expired');
  });

  it('is not used up by another name, and names the agent’s own', async () => {
    await enrolled('files');
    const token = await replacing('files');
    await expect(use(token, 'desk')).rejects.toThrow('for the next machine of agent files');
    expect((await use(token, 'files')).name).toBe('files');
  });

  it('is refused for an agent that is not there, or of another office', async () => {
    await enrolled('files');
    await expect(replacing('nobody')).rejects.toThrow('no agent is called');
    await expect(replacing('files', 'nantes')).rejects.toThrow('is of office lyon');
    expect(parseToken(await replacing('files', 'lyon')).replaces).toBe('files');
  });

  it('brings a revoked agent back, unless it was made before the agent was revoked, replaced or deleted', async () => {
    await enrolled('files');
    const early = await replacing('files');
    await fleet.revokeAgent('files');
    await expect(use(early)).rejects.toThrow('unknown, used or expired');
    const [one, other] = [await replacing('files'), await replacing('files')];
    expect((await use(one)).revokedMs).toBeNull();
    await expect(use(other)).rejects.toThrow('unknown, used or expired');
    const last = await replacing('files');
    await fleet.revokeAgent('files');
    const gone = await replacing('files');
    await fleet.deleteAgent('files');
    for (const token of [last, gone]) await expect(use(token)).rejects.toThrow('unknown, used or expired');
  });

  it('is remembered in a checkpoint', async () => {
    await enrolled('files');
    const token = await replacing('files');
    const saved = JSON.parse(JSON.stringify(state.save())) as unknown;
    state.load(saved);
    expect((await use(token)).name).toBe('files');
  });
});
