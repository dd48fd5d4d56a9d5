// Every call of the contract with every kind of caller, over TLS and gRPC, against the table that people read (docs/access.md).
import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { services } from '../../shared/rpc/proto.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { MemoryJournal } from '../fleet/testing.js';
import { DAY_MS } from '../pki/index.js';
import { RULES } from './rules.js';
import { AccessRig, type Caller } from './testing/access-rig.js';

const USERS = ['admin', 'operator', 'restore-only', 'auditor'] as const;
const COLUMNS = ['none', 'agent', ...USERS] as const;

interface Row {
  path: string;
  open: Set<string>;
  offices: string;
  changes: boolean;
}

/** The table of the page, read without a look at the code's own. */
function tableOfDocs(): Map<string, Row> {
  const lines = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8').split('\n');
  const rows = lines.flatMap((line): Row[] => {
    const cells = line.split('|').map((cell) => cell.trim());
    if (!/^(Admin|Agent|Data)\/\w+$/.test(cells[1] ?? '')) return [];
    const open = new Set(COLUMNS.filter((_, i) => cells[2 + i] === 'yes'));
    return [{ path: `/farvault.v1.${cells[1]}`, open, offices: cells[8], changes: cells[9] === 'yes' }];
  });
  return new Map(rows.map((row) => [row.path, row]));
}

const table = tableOfDocs();
const methods = Object.values(services()).flatMap((service) => Object.values(service));
const rig = new AccessRig((state, clock) => new MemoryJournal(state, clock));

/** A request of which everything that could name something says `name`. */
function requestNaming(method: grpc.MethodDefinition<unknown, unknown>, name: string): { request: Record<string, unknown>; names: boolean } {
  const empty = method.requestDeserialize(method.requestSerialize({})) as Record<string, unknown>;
  const request: Record<string, unknown> = {};
  let names = false;
  for (const [key, value] of Object.entries(empty)) {
    const named = ['agent', 'job', 'run', 'office', 'ids', 'snapshots', 'snapshot'].includes(key);
    if (value === '') request[key] = name;
    else if (Array.isArray(value) && (key === 'ids' || key === 'snapshots')) request[key] = [name];
    else if (value === null) request[key] = { name, agent: name, snapshotId: name };
    else continue;
    names ||= named;
  }
  return { request, names };
}

interface Outcome {
  code: string;
  message: string;
}

async function attempt(caller: Caller, method: grpc.MethodDefinition<unknown, unknown>, request: unknown): Promise<Outcome> {
  const client = rig.client(caller);
  const { path, requestSerialize, responseDeserialize } = method as unknown as { path: string; requestSerialize: (value: unknown) => Buffer; responseDeserialize: (bytes: Buffer) => unknown };
  const meta = new grpc.Metadata();
  const options = { deadline: Date.now() + 10_000 };
  try {
    await new Promise<void>((resolve, reject) => {
      const done = (error: grpc.ServiceError | null): void => (error === null ? resolve() : reject(error));
      if (!method.requestStream && !method.responseStream) {
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, meta, options, done);
        return;
      }
      const call = method.requestStream
        ? client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, meta, options)
        : client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, meta, options);
      call.on('data', () => undefined);
      call.on('error', (error: grpc.ServiceError) => reject(error));
      call.on('end', () => resolve());
    });
    return { code: 'OK', message: '' };
  } catch (error) {
    const { code, message } = fromServiceError(error);
    return { code, message };
  }
}

/** Code of every call, as one object, so that a difference names all that differ. */
async function everyCall(caller: Caller, name: string): Promise<Record<string, string>> {
  const codes = await Promise.all(methods.map(async (method) => [method.path, (await attempt(caller, method, requestNaming(method, name).request)).code] as const));
  return Object.fromEntries(codes);
}

function expected(decide: (row: Row, method: grpc.MethodDefinition<unknown, unknown>) => string): Record<string, string> {
  return Object.fromEntries(methods.map((method) => [method.path, decide(table.get(method.path)!, method)]));
}

beforeAll(() => rig.start());
afterAll(() => rig.stop());

describe('the table of access', () => {
  it('has a row for every call of the contract, and no other', () => {
    const paths = methods.map((method) => method.path).sort();
    expect([...table.keys()].sort()).toEqual(paths);
    expect(Object.keys(RULES).sort()).toEqual(paths);
  });

  it('marks the same calls as changes as the audit does', () => {
    const changing = Object.keys(RULES).filter((path) => RULES[path].changes !== undefined);
    expect(changing.sort()).toEqual([...table.values()].filter((row) => row.changes).map((row) => row.path).sort());
    for (const path of Object.keys(RULES).filter((key) => key.startsWith('/farvault.v1.Admin/') && !changing.includes(key))) expect(path).toMatch(/\/(Get|List|Read|Search|Watch|Plan|Export)/);
  });
});

describe('every call of the contract', () => {
  it('by a stranger', async () => {
    expect(await everyCall(rig.stranger, 'mine')).toEqual(expected((row) => (row.open.has('none') ? 'OK' : 'UNAUTHENTICATED')));
  });

  it.each([['of the office', 'mine'], ['of another office', 'theirs']] as const)('by an agent %s', async (_which, name) => {
    expect(await everyCall(rig.agent, name)).toEqual(expected((row) => (row.open.has('agent') ? 'OK' : 'REFUSED')));
  });

  it.each(USERS)('by one with the role %s, and all offices', async (role) => {
    const caller = rig.user(role);
    for (const office of ['mine', 'theirs']) {
      expect(await everyCall(caller, `${office}:${caller.name}`)).toEqual(expected((row) => (row.open.has(role) ? 'OK' : 'REFUSED')));
    }
  });

  it.each(USERS)('by one with the role %s, limited to the office asked for', async (role) => {
    const caller = rig.user(role, 'mine');
    expect(await everyCall(caller, `mine:${caller.name}`)).toEqual(expected((row) => (row.open.has(role) && row.offices !== 'server' ? 'OK' : 'REFUSED')));
  });

  it.each(USERS)('by one with the role %s, limited to another office: nothing is there', async (role) => {
    const caller = rig.user(role, 'mine');
    const decide = (row: Row, method: grpc.MethodDefinition<unknown, unknown>): string => {
      if (!row.open.has(role) || row.offices === 'server') return 'REFUSED';
      if (row.offices === 'own' || row.offices === 'opened') return 'OK';
      return row.offices === 'named' || requestNaming(method, 'x').names ? 'NOT_FOUND' : 'OK';
    };
    expect(await everyCall(caller, `theirs:${caller.name}`)).toEqual(expected(decide));
    // What does not exist at all is answered with the same words.
    for (const method of methods) {
      const [hidden, absent] = await Promise.all(['theirs', 'absent'].map((name) => attempt(caller, method, requestNaming(method, name).request)));
      expect({ ...hidden, message: hidden.message.replaceAll('theirs', 'absent') }).toEqual(absent);
    }
  });

  it('that names one thing of another office among its own is answered as if that were not there', async () => {
    const caller = rig.user('admin', 'mine');
    const naming = ['agent', 'job', 'run', 'office', 'ids', 'id', 'scope', 'spec'];
    const tried: string[] = [];
    for (const method of methods.filter(({ path }) => ['named', 'list'].includes(table.get(path)!.offices))) {
      const [mine, theirs] = ['mine', 'theirs'].map((name) => requestNaming(method, name).request);
      for (const key of naming.filter((one) => one in mine)) {
        const { code } = await attempt(caller, method, { ...mine, [key]: theirs[key] });
        expect([method.path, key, code]).toEqual([method.path, key, 'NOT_FOUND']);
        tried.push(key);
      }
    }
    expect(new Set(tried)).toEqual(new Set(naming));
  });

  it('names a run that another has started, by one who may only restore', async () => {
    const codes = await everyCall(rig.user('restore-only'), 'mine:somebody');
    for (const name of ['GetRun', 'GetRunLog', 'WatchRun', 'WatchRuns']) expect([name, codes[`/farvault.v1.Admin/${name}`]]).toEqual([name, 'NOT_FOUND']);
    expect(codes['/farvault.v1.Admin/GetSnapshot']).toBe('OK');
  });

  it('by those who were revoked, and with certificates that were superseded or never issued to anyone', async () => {
    for (const caller of [rig.revokedUser, rig.revokedAgent, rig.unknownUser]) expect(await everyCall(caller, 'mine')).toEqual(expected(() => 'UNAUTHENTICATED'));
  });

  it('by those whose certificate has expired: only an agent renews', async () => {
    rig.skewMs = 366 * DAY_MS;
    try {
      for (const role of USERS) expect(await everyCall(rig.user(role), 'mine')).toEqual(expected(() => 'UNAUTHENTICATED'));
      const agent = await everyCall(rig.agent, 'mine');
      expect(Object.keys(agent).filter((path) => agent[path] === 'OK')).toEqual(['/farvault.v1.Agent/Renew']);
    } finally {
      rig.skewMs = 0;
    }
  });

  it('counts and records what administrators may not do, not what they mistype', () => {
    expect(rig.refused.length).toBeGreaterThan(50);
    expect(new Set(rig.refused.map((one) => one.role))).toEqual(new Set(USERS));
  });
});
