// Who sees what on a server that works: two offices, administrators of each kind, real processes. No answer to one who is limited to an office names anything of the other;
// every change is in the audit; who is revoked or limited loses open streams; no secret lies where it does not belong.
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testArchive, TestCeremony } from '../../server/releases/testing.js';
import { createKeyAndRequest, toPem } from '../../shared/rpc/key-pair.js';
import { services } from '../../shared/rpc/proto.js';
import { Cluster } from '../support/cluster.js';
import { RpcSession } from '../support/rpc-session.js';

const MINE = 'lyonese';
const THEIRS = 'berliner';
/** Nobody listens there; that it was tried is what counts. */
const HOOK = { name: 'hook', type: 'syslog', host: '127.0.0.1', port: 9, transport: 'udp' };
const SECRET = 'swordfish-0b5f1c2d';
const CUT_MAX_MS = 5_000;
/** A stream that follows says all there is at once. */
const TAKE_MS = 400;

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-access-'));
const cluster = new Cluster(path.join(dir, 'farvault'));
const sessions: RpcSession[] = [];
let admin: RpcSession;
/** Tokens, used and unused. */
const tokens: string[] = [];

function session(configFile: string): RpcSession {
  const opened = new RpcSession(configFile, cluster.address);
  sessions.push(opened);
  return opened;
}

let people = 0;
async function person(role: string, ...offices: string[]): Promise<{ name: string; config: string; session: RpcSession }> {
  const name = `${role}-${++people}`;
  const config = path.join(dir, `${name}.json`);
  const { key, csr } = await createKeyAndRequest();
  const [made] = (await admin.call('CreateUser', { name, csr, role, offices })).messages as { certificate: Buffer }[];
  const own = JSON.parse(readFileSync(cluster.config, 'utf8')) as object;
  writeFileSync(config, JSON.stringify({ ...own, certificate: toPem('CERTIFICATE', made.certificate), key }));
  return { name, config, session: session(config) };
}

async function backedUp(office: string): Promise<void> {
  const data = path.join(dir, `data-${office}`);
  mkdirSync(data);
  writeFileSync(path.join(data, `${office}.txt`), `of ${office}`);
  await cluster.addAgent(`agent-${office}`, office);
  await cluster.ok(['job', 'create', `job-${office}`, '--agent', `agent-${office}`, '--path', data]);
  const run = await cluster.backUp(`job-${office}`);
  expect(run.state).toBe('succeeded');
  await cluster.ok(['restore', `latest:job-${office}`, '--agent', `agent-${office}`, '--target', path.join(dir, 'farvault/restored', office), '--wait']);
}

beforeAll(async () => {
  await cluster.startServer();
  admin = session(cluster.config);
  await backedUp(MINE);
  await backedUp(THEIRS);
  // Something to be alerted of.
  await cluster.ok(['job', 'create', `job-failing-${THEIRS}`, '--agent', `agent-${THEIRS}`, '--path', '/nowhere/at/all']);
  expect((await cluster.backUp(`job-failing-${THEIRS}`)).state).not.toBe('succeeded');
  tokens.push((await cluster.json<{ token: string }>(['agent', 'token', '--office', THEIRS])).token);
});

afterAll(async () => {
  for (const opened of sessions) opened.close();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('one who is limited to an office', () => {
  const reading = Object.keys(services().Admin).filter((name) => /^(Get|List|Search|Watch|Plan|Export)/.test(name));

  /** Requests that name nothing, but what a call cannot do without. */
  const needed: Record<string, object> = {
    GetReport: { kind: 'runs', format: 'json', untilMs: Date.now() + 3_600_000 },
    PlanSchedule: { toMs: Date.now() + 7 * 86_400_000 },
    ListAudit: { limit: 1_000 },
    GetSnapshot: { id: `latest:job-${THEIRS}` },
    GetOffice: { name: THEIRS },
    GetAgent: { name: `agent-${THEIRS}` },
    GetJob: { name: `job-${THEIRS}` },
  };

  it.each(['admin', 'operator', 'restore-only', 'auditor'])('as %s is told nothing of another, whatever they ask', async (role) => {
    const limited = await person(role, MINE);
    const { agents } = await cluster.admin.call((client) => client.listAgents.bind(client), {});
    const theirId = agents.find((agent) => agent.name === `agent-${THEIRS}`)!.id;
    let seen = '';
    for (const name of reading) {
      const { code, error, messages } = await limited.session.call(name, needed[name] ?? {}, TAKE_MS);
      const text = JSON.stringify(messages, (_key, value: unknown) => (isBytes(value) ? Buffer.from(value.data).toString() : value));
      for (const theirs of [THEIRS, theirId]) expect([name, text.includes(theirs) ? text.slice(Math.max(0, text.indexOf(theirs) - 200)).slice(0, 300) : '']).toEqual([name, '']);
      // What was named by the asker may stand in the refusal.
      expect([name, code, error.includes(THEIRS) && needed[name] === undefined]).toEqual([name, code, false]);
      seen += text;
    }
    expect(seen).toContain(`agent-${MINE}`);
    if (role !== 'restore-only') for (const what of [`job-${MINE}`, `data-${MINE}`]) expect(seen).toContain(what);
  });

  it('reads and restores nothing of another', async () => {
    const { config } = await person('operator', MINE);
    const as = (...args: string[]): ReturnType<Cluster['ctl']> => cluster.ctl(['--config', config, ...args]);
    expect((await as('cat', `latest:job-${MINE}:${path.join(dir, `data-${MINE}`, `${MINE}.txt`)}`)).stdout.toString()).toBe(`of ${MINE}`);
    const id = (await cluster.json<{ id: string }[]>(['snapshot', 'list', '--job', `job-${THEIRS}`]))[0].id;
    for (const selector of [id, id.slice(0, 8), `latest:job-${THEIRS}`]) expect((await as('cat', `${selector}:${path.join(dir, `data-${THEIRS}`, `${THEIRS}.txt`)}`)).code).toBe(4);
    expect((await as('restore', id, '--agent', `agent-${MINE}`, '--target', path.join(dir, 'farvault/restored/x'))).code).toBe(4);
    expect((await as('restore', `latest:job-${MINE}`, '--agent', `agent-${THEIRS}`, '--target', path.join(dir, 'farvault/restored/x'))).code).toBe(4);
  });

  it('as restore-only follows their own restore, and no other run', async () => {
    const { config, session: own } = await person('restore-only', MINE);
    const before = await own.call('ListRuns');
    expect(before.messages).toEqual([{ runs: [] }]);
    const done = await cluster.ctl(['--config', config, 'restore', `latest:job-${MINE}`, '--agent', `agent-${MINE}`, '--target', path.join(dir, 'farvault/restored/own'), '--wait']);
    expect([done.code, done.stderr]).toEqual([0, expect.any(String)]);
    const [{ runs }] = (await own.call('ListRuns')).messages as [{ runs: { kind: string }[] }];
    expect(runs.map((run) => run.kind)).toEqual(['restore']);
  });
});

describe('one who is limited to an office, of what lies under a name that others had', () => {
  it('deletes none of the snapshots of another office’s deleted job, and is told of no damage in them', async () => {
    const name = 'job-of-one-name';
    for (const office of [THEIRS, MINE]) {
      const data = path.join(dir, `more-${office}`);
      mkdirSync(data);
      writeFileSync(path.join(data, 'file'), randomBytes(300_000));
      await cluster.ok(['job', 'create', name, '--agent', `agent-${office}`, '--path', data]);
      expect((await cluster.backUp(name)).state).toBe('succeeded');
      await cluster.ok(['job', 'delete', name]);
    }
    for (const office of [THEIRS, MINE]) damage(readFileSync(path.join(dir, `more-${office}`, 'file')).subarray(1_000, 1_064));
    await cluster.ctl(['verify', '--read-data', '--wait']);
    const { session: limited } = await person('admin', MINE);
    const told = async (from: RpcSession): Promise<string> => JSON.stringify((await from.call('ListDamage')).messages, (_key, value: unknown) => (isBytes(value) ? Buffer.from(value.data).toString() : value));
    expect(await told(admin)).toContain(`more-${THEIRS}`);
    const seen = await told(limited);
    expect([seen.includes(`more-${MINE}`), seen.includes(THEIRS), seen.includes('"pack"')]).toEqual([true, false, false]);

    const listed = async (): Promise<number> => (await cluster.json<unknown[]>(['snapshot', 'list', '--job', name])).length;
    expect([await listed(), (await limited.call('DeleteSnapshots', { job: name, reason: 'theirs, too?' })).messages]).toEqual([2, [expect.objectContaining({ done: 1 })]]);
    expect(await listed()).toBe(1);
  });

  /** Turns bits where these bytes stand in a pack. */
  function damage(bytes: Buffer): void {
    for (const file of readdirSync(path.join(cluster.serverDir, 'packs'), { recursive: true, withFileTypes: true })) {
      const pack = path.join(file.parentPath, file.name);
      const at = file.isFile() ? readFileSync(pack).indexOf(bytes) : -1;
      if (at === -1) continue;
      const fd = openSync(pack, 'r+');
      writeSync(fd, Buffer.from(bytes.map((byte) => byte ^ 0xff)), 0, bytes.length, at);
      closeSync(fd);
      return;
    }
    throw new Error('these bytes are in no pack');
  }
});

describe('streams that are open', () => {
  it.each([['revoked', 'RevokeUser', {}], ['given another role', 'UpdateUser', { role: 'auditor' }], ['limited', 'UpdateUser', { offices: [MINE] }]])('are cut within 5 s when their administrator is %s (T9)', async (_what, call, change) => {
    const { name, session: own } = await person('operator');
    const streams = [own.open('WatchRuns'), own.open('SearchLog', { follow: true })];
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = performance.now();
    expect((await admin.call(call, { name, ...change })).code).toBe('OK');
    const codes = await Promise.all(streams.map((stream) => stream.over));
    expect(performance.now() - began).toBeLessThan(CUT_MAX_MS);
    for (const code of codes) expect(code).not.toBe('OK');
  });
});

describe('the audit', () => {
  it('has an entry for every call that changes something, with who and from where', async () => {
    const changing = changingCalls();
    const plan = await changes();
    // A clock that nobody doubts takes no word: test/e2e/lifecycle.test.ts has one that is doubted.
    expect([...plan.map(([name]) => name), 'ConfirmClock'].sort()).toEqual(changing.sort());
    const newest = async (): Promise<AuditEntry> => ((await admin.call('ListAudit', { limit: 1 })).messages[0] as { entries: AuditEntry[] }).entries[0];
    const missing: string[] = [];
    for (const [name, request] of plan) {
      const before = await newest();
      const { code, error } = await admin.call(name, typeof request === 'function' ? await request() : request);
      const after = await newest();
      if (code !== 'OK') missing.push(`${name}: ${code} ${error}`);
      else if (after.number <= before.number || after.by !== 'admin' || after.from !== '127.0.0.1') missing.push(`${name}: the newest entry is ${JSON.stringify(after)}`);
    }
    expect(missing).toEqual([]);
  });

  it('names who was refused what', async () => {
    const { name, session: own } = await person('auditor');
    for (let i = 0; i < 15; i++) expect((await own.call('DeleteJob', { name: `job-${MINE}` })).code).toBe('REFUSED');
    const entries = await cluster.json<{ by: string; what: { call: string } }[]>(['audit', '--user', name]);
    expect(entries.map((entry) => entry.what.call)).toEqual(Array.from({ length: 10 }, () => 'DeleteJob'));
  });
});

describe('what is left on the disk and in the logs', () => {
  const everything = (root: string): string[] => readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => path.join(entry.parentPath, entry.name));
  const owned = (): string[] => [cluster.serverDir, ...[...cluster.agents.values()].map((agent) => agent.dataDir)];

  it('belongs to its owner alone (T21)', () => {
    const open = owned().flatMap((root) => [root, ...everything(root)]).filter((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found !== undefined && !found.isSocket() && (found.mode & 0o077) !== 0;
    });
    expect(open).toEqual([]);
  });

  it('holds no token, and secrets and keys only where they belong (T22)', async () => {
    const files = [...owned().flatMap(everything), ...readdirSync(cluster.dir).filter((name) => name.endsWith('.log')).map((name) => path.join(cluster.dir, name))];
    const texts = files.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true).map((file) => [path.relative(cluster.dir, file), readFileSync(file)] as const);
    const holding = (text: string): string[] => texts.filter(([, bytes]) => bytes.includes(text)).map(([file]) => file);
    expect(texts.length).toBeGreaterThan(30);
    for (const token of tokens) expect(holding(token.slice(-40))).toEqual([]);
    for (const file of holding('PRIVATE KEY')) expect(file).toMatch(/^server\/admin\.json$|^server\/pki\/\w+\.key$|^agent-[\w-]+\/(identity|key|agent)/);
    for (const encoded of [SECRET, Buffer.from(SECRET).toString('base64'), Buffer.from(SECRET).toString('hex')]) for (const file of holding(encoded)) expect(file).toMatch(/^server\/secrets/);
    expect(JSON.stringify(await admin.call('ListAudit', { limit: 1_000 }))).not.toMatch(new RegExp(`${SECRET}|PRIVATE KEY`));
  });
});

interface AuditEntry {
  number: number;
  by: string;
  from: string;
}

function isBytes(value: unknown): value is { data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
}

/** From the table that people read. */
function changingCalls(): string[] {
  const page = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8');
  return [...page.matchAll(/^\| Admin\/(\w+) \|.*\| yes \|$/gm)].map((match) => match[1]);
}

/** The messages of one import each: a root, an archive, targets. */
async function releaseImports(): Promise<object[]> {
  const [{ data }] = (await admin.call('GetReleaseFile', { name: 'server-key.json' })).messages as [{ data: Buffer }];
  const ceremony = new TestCeremony(() => Date.now(), data);
  const archive = testArchive('9.9.9');
  const files = [['root', ceremony.root(1)], ['archive', archive.bytes], ['targets', ceremony.targets(1, [archive])]] as const;
  return files.map(([kind, bytes]) => [{ head: { kind, name: kind, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest() } }, { data: bytes }]);
}

type Request = object | (() => Promise<object>);

/** Every changing call once, each so that it changes something, in an order in which that is possible. */
async function changes(): Promise<[string, Request][]> {
  const { csr } = await createKeyAndRequest();
  const { csr: other } = await createKeyAndRequest();
  const job = { name: 'job-new', agent: `agent-${MINE}`, paths: ['/srv'], images: [], settingsJson: '{}' };
  /** Waits for the first of them. */
  const first = async (list: string, key: string): Promise<object> => {
    for (let tries = 0; tries < 200; tries++) {
      const [answer] = (await admin.call(list)).messages as Record<string, { id: string }[]>[];
      if (answer[key].length > 0) return { id: answer[key][0].id };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${list} stays empty`);
  };
  /** Waits until no run of that kind goes on. */
  const idle = async (kind: string): Promise<void> => {
    for (let tries = 0; tries < 200; tries++) {
      const { runs } = (await admin.call('ListRuns', { kind })).messages[0] as { runs: { state: string }[] };
      if (runs.every(({ state }) => state !== 'running')) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`a ${kind} does not end`);
  };
  const trashed = async (): Promise<string[]> => ((await admin.call('ListSnapshots', { state: 'trash' })).messages[0] as { snapshots: { id: string }[] }).snapshots.map(({ id }) => id);
  const imports = await releaseImports();
  const importRest = async (): Promise<void> => {
    for (const messages of imports.slice(1)) expect((await admin.call('ImportRelease', messages)).code).toBe('OK');
  };
  return [
    ['ImportRelease', imports[0]],
    ['StartRollout', () => importRest().then(() => ({ version: '9.9.9', rings: ['1%', '100%'], soakMs: 3_600_000, haltAbove: 0.5 }))],
    ['ChangeRollout', async () => ({ ...(await first('ListRollouts', 'rollouts')), action: 'pause' })],
    ['CreateOffice', { name: 'new' }],
    ['CreateToken', { office: 'new' }],
    ['DeleteOffice', { name: 'new' }],
    ['SetAgentLabels', { name: `agent-${MINE}`, set: { tier: 'gold' }, unset: [] }],
    ['RenameAgent', { name: `agent-${MINE}`, newName: 'renamed' }],
    ['CreateUser', { name: 'somebody', csr, role: 'operator', offices: [MINE] }],
    ['UpdateUser', { name: 'somebody', role: 'auditor' }],
    ['RevokeUser', { name: 'somebody' }],
    ['RenewUser', { csr: other }],
    ['CreateJob', { job: { ...job, agent: 'renamed' } }],
    ['UpdateJob', { job: { ...job, paths: ['/srv/other'] }, fields: ['paths'] }],
    ['PauseJob', { name: 'job-new', paused: true }],
    ['DeleteJob', async () => cluster.ok(['job', 'delete', 'job-new']).then(() => ({ name: `job-${MINE}` }))],
    ['SetSecret', { name: 'other', value: Buffer.from(SECRET) }],
    ['Apply', { resourcesJson: JSON.stringify({ policies: [{ scope: 'all', rateLimit: '7MiB/s' }], destinations: [HOOK], reports: [{ name: 'weekly', report: 'runs', schedule: ['0 6 * * 1'], destinations: [HOOK.name] }] }) }],
    ['DeleteResource', { section: 'policies', name: 'all' }],
    ['StartJob', async () => cluster.agents.get(`agent-${THEIRS}`)!.daemon!.stop().then(() => ({ name: `job-${THEIRS}` }))],
    ['CancelRun', () => first('ListRuns', 'runs')],
    ['StartRestore', async () => ({ agent: `agent-${THEIRS}`, spec: { snapshotId: `latest:job-${THEIRS}`, target: path.join(dir, 'farvault/restored/again'), overwrite: 'changed' } })],
    ['CreateSilence', { scope: `office ${MINE}`, kinds: [], reason: 'works', untilMs: Date.now() + 3_600_000 }],
    ['DeleteSilence', () => first('ListSilences', 'silences')],
    ['AcknowledgeAlert', () => first('ListAlerts', 'alerts')],
    ['TestDestination', { name: HOOK.name }],
    ['StartVerify', {}],
    ['StartRepair', () => idle('verify').then(() => ({}))],
    ['StartGc', () => idle('repair').then(() => ({}))],
    ['StartDrill', () => idle('gc').then(() => ({ job: `job-${THEIRS}` }))],
    ['ApplyRetention', () => idle('drill').then(() => ({}))],
    ['SetCopy', () => idle('retention').then(() => ({ name: 'second', folder: path.join(dir, 'second'), schedule: '0 4 * * *' }))],
    ['StartCopy', { name: 'second' }],
    ['DeleteCopy', () => idle('copy').then(() => ({ name: 'second' }))],
    ['HoldSnapshot', { snapshot: `latest:job-${THEIRS}`, reason: 'audit' }],
    ['ReleaseSnapshot', { snapshot: `latest:job-${THEIRS}` }],
    ['DeleteSnapshots', { job: `job-${THEIRS}`, reason: 'a test' }],
    ['PurgeSnapshots', async () => ({ snapshots: await trashed(), reason: 'a test' })],
    ['DecideApproval', async () => ({ ...(await first('ListApprovals', 'approvals')), approve: false })],
    ['RestoreFromTrash', async () => ({ snapshots: await trashed() })],
    ['SetRetentionLock', { scope: `office ${THEIRS}`, keepMs: 86_400_000 }],
    ['SendReport', { name: 'weekly' }],
    ['DeleteSecret', { name: 'other' }],
    ['RevokeAgent', { name: 'renamed' }],
    ['DeleteAgent', { name: 'renamed' }],
  ];
}
