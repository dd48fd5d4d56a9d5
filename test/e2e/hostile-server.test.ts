// A server in the hands of an attacker (T10): whatever it sends, the agent runs no program that its machine does not name, writes nowhere but into its own directory, and goes on.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAgentContext } from '../../agent/context.js';
import { agentPaths, readIdentity, writeAgentConfig, writeIdentity } from '../../agent/agent-files.js';
import { AddressBook } from '../../agent/control/address-book.js';
import { connectByBook } from '../../agent/control/connect.js';
import { enrol } from '../../agent/control/enrolment.js';
import { createServerContext, type ServerContext } from '../../server/context.js';
import { ensureRepository } from '../../server/init.js';
import { formatAddress } from '../../shared/rpc/address.js';
import type { BackupSpec } from '../../shared/rpc/gen/farvault/v1/BackupSpec.js';
import type { DesiredJob } from '../../shared/rpc/gen/farvault/v1/DesiredJob.js';
import type { RestoreSpec } from '../../shared/rpc/gen/farvault/v1/RestoreSpec.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { StateApplied__Output } from '../../shared/rpc/gen/farvault/v1/StateApplied.js';
import { parseToken } from '../../shared/rpc/token.js';
import { createLogger } from '../../shared/service/log.js';
import { systemClock } from '../../shared/time/clock.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-hostile-server-'));
const agentDir = path.join(dir, 'agent');
const canary = path.join(dir, 'canary');
const victim = path.join(dir, 'victim');
/** Where the agent is installed, below a restore root. */
const home = path.join(dir, 'roots', 'home');
const quiet = createLogger('test', { write: () => undefined });
const stop = new AbortController();
let server: ServerContext;
let agentId: string;
let running: Promise<unknown>;
const applied: StateApplied__Output[] = [];
const ended: string[] = [];
const errors: string[] = [];

/** Everything in the sandbox but the agent's and the server's own directories. */
function outside(): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (at: string): void => {
    for (const name of readdirSync(at)) {
      const file = path.join(at, name);
      if (file === agentDir || file === path.join(dir, 'server')) continue;
      const stat = statSync(file);
      found[file] = stat.isDirectory() ? 'directory' : `${stat.mode} ${stat.mtimeMs} ${readFileSync(file, 'hex')}`;
      if (stat.isDirectory()) walk(file);
    }
  };
  walk(dir);
  return found;
}

const job = (more: Partial<DesiredJob>): DesiredJob => ({ jobId: 'j1', jobName: 'docs', settingsJson: '{}', paused: false, sinceMs: 0, ...more });
const backup = (more: Partial<BackupSpec>): BackupSpec => ({ jobId: 'j1', jobName: 'docs', paths: [victim], codec: 'auto', fsSnapshot: 'none', chunking: { version: 1, minBytes: 16384, averageBytes: 65536, maxBytes: 262144, fixedBytes: 65536 }, ...more });
const restore = (more: Partial<RestoreSpec>): RestoreSpec => ({ snapshotId: 'a'.repeat(32), target: path.join(dir, 'roots', 'x'), overwrite: 'always', deleteExtra: true, ...more });

const NAMES = ['../../victim/file', '/etc/passwd', '', '.', '..', 'a\0b', 'a\nb', '$(touch x)', `;${canary}`, canary, 'x'.repeat(100_000), '__proto__', 'constructor', 'toString'];
const HOOK_NAMES = [canary, `./canary`, '../canary', `allowed;${canary}`, `$(${canary})`, '/bin/sh', '-c', '__proto__', 'constructor', 'hasOwnProperty', ''];
const SETTINGS = [
  'null', '[]', '"text"', '{', '[' .repeat(50_000), '{"schedule":"every 1m"}', '{"schedule":[1]}', '{"schedule":["*/1 * * * * *"]}', '{"schedule":["0 0 30 2 *"]}', '{"timezone":"../../etc/passwd"}',
  '{"jitter":1e308,"schedule":["every 1m"]}', '{"retries":-1}', '{"window":["' + '0'.repeat(200_000) + '"]}', '{"__proto__":{"hookBefore":["x"]},"constructor":1}',
  ...HOOK_NAMES.map((name) => JSON.stringify({ hookBefore: [name], hookAfter: [name], hookTimeout: 1_000 })),
  JSON.stringify({ hookBefore: HOOK_NAMES.map(() => canary) }),
];

const MESSAGES: [string, ServerMessage[]][] = [
  ['a message of no kind', [{}]],
  ['welcomes that tell addresses which are none', [{ welcome: { serverVersion: '9', clockMs: -1, addresses: NAMES } }, { welcome: { addresses: Array.from({ length: 20_000 }, () => 'h') } }]],
  ['states of impossible generations', [0, '18446744073709551615', '9007199254740993', '9223372036854775808'].map((generation) => ({ desired: { generation, jobs: [job({})] } }))],
  ['states with too many jobs, or the same twice', [{ desired: { generation: 2, jobs: Array.from({ length: 5_000 }, (_, n) => job({ jobId: `j${n}` })) } }, { desired: { generation: 2, jobs: [job({}), job({})] } }]],
  ['states with names that are paths', NAMES.flatMap((name) => [{ desired: { generation: 3, jobs: [job({ jobId: name })] } }, { desired: { generation: 3, jobs: [job({ jobName: name })] } }])],
  ['states with settings that are none', SETTINGS.map((settingsJson, at) => ({ desired: { generation: 10 + at, jobs: [job({ settingsJson, sinceMs: -at })] } }))],
  ['states that are right but for their settings', SETTINGS.map((settingsJson, at) => ({ desired: { generation: 100 + at, jobs: [job({ settingsJson })] } }))],
  ['runs whose ids are paths', NAMES.map((runId) => ({ start: { runId, backup: backup({}) } }))],
  ['runs of no kind', [{ start: { runId: 'nothing' } }]],
  ['backups whose job is a path', NAMES.slice(0, 10).map((jobId, at) => ({ start: { runId: `job${at}`, backup: backup({ jobId }) } }))],
  ['backups with hooks that are programs', SETTINGS.map((settingsJson, at) => ({ start: { runId: `hook${at}`, backup: backup({ settingsJson, scheduled: at % 2 === 0 }) } }))],
  ['backups of what is no path, with impossible sizes', NAMES.slice(0, 10).map((name, at) => ({ start: { runId: `path${at}`, backup: backup({ paths: [name], images: [name], codec: name, fsSnapshot: name, excludes: [name], chunking: { version: 9, minBytes: 0, averageBytes: 0, maxBytes: 4294967295, fixedBytes: 0 } }) } }))],
  ['restores outside the roots', ['/', '/etc', victim, path.join(dir, 'roots', '..', 'victim'), agentDir, '', 'relative', `${dir}/roots\0/x`].map((target, at) => ({ start: { runId: `restore${at}`, restore: restore({ target }) } }))],
  ['restores of what is no snapshot', NAMES.slice(0, 10).map((snapshotId, at) => ({ start: { runId: `snapshot${at}`, restore: restore({ snapshotId, path: Buffer.from(snapshotId), includes: [snapshotId], overwrite: snapshotId }) } }))],
  ['restores into what the agent runs from', ['.', 'launcher', 'state', 'slots/b', 'slots/a/lib'].map((name, at) => ({ start: { runId: `home${at}`, restore: restore({ target: path.join(home, name) }) } }))],
  ['orders to update that are none, and that change all the time', [...NAMES, '99.0.0', '99.0.1'].flatMap((name, at) => [{ desired: { generation: 300 + at, jobs: [], update: { rollout: 'r', version: name, settingsJson: '{}' } } }, { desired: { generation: 400 + at, jobs: [], update: { rollout: name, version: '99.0.0', settingsJson: SETTINGS[at % SETTINGS.length] } } }])],
  ['answers about runs that are paths', NAMES.flatMap((runId) => [{ cancel: { runId } }, { endRecorded: { runId } }])],
];

async function until(what: string, probe: () => boolean, timeoutMs = 20_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!probe()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

beforeAll(async () => {
  mkdirSync(victim);
  mkdirSync(path.join(dir, 'roots', 'x'), { recursive: true }); // where a restore may write
  mkdirSync(agentDir, { mode: 0o700 });
  writeFileSync(path.join(victim, 'file'), 'mine');
  for (const folder of ['slots/a/lib', 'slots/b', 'state']) mkdirSync(path.join(home, folder), { recursive: true });
  writeFileSync(path.join(home, 'launcher'), '#!/bin/sh\necho 1\n', { mode: 0o755 });
  writeFileSync(path.join(home, 'state', 'current'), 'a\n');
  writeFileSync(canary, `#!/bin/sh\ntouch ${path.join(dir, 'the-canary-sang')}\n`);
  chmodSync(canary, 0o755);
  const serverDir = path.join(dir, 'server');
  await ensureRepository(serverDir, systemClock);
  server = await createServerContext({ dataDir: serverDir, advertise: ({ port }) => [`127.0.0.1:${port}`], clock: systemClock, log: quiet, onFailed: () => undefined });
  const address = formatAddress(await server.listen({ host: '127.0.0.1', port: 0 }));
  await server.fleet.createOffice('office');
  const { token } = await server.fleet.createToken('office', 60_000);
  const facts = { version: '0', hostname: 'h', platform: 'linux', arch: 'x64', kernel: '', restoreRoots: [], warnings: [], clockMs: 0 };
  await writeIdentity(agentDir, await enrol({ token: parseToken(token), addresses: [address], name: 'a', facts }));
  await writeAgentConfig(agentDir, { servers: [address], restoreRoots: [path.join(dir, 'roots')], hooks: { allowed: { command: [canary] } }, channel: 'stable' });
  agentId = server.fleet.getAgent('a').id;
  server.fleet.onMessage((_agent, message) => {
    if (message.applied) applied.push(message.applied);
    if (message.ended) ended.push(`${message.ended.runId} ${message.ended.state}`);
    if (message.ended) errors.push(`${message.ended.runId} ${message.ended.error}`);
  });
  const agent = await createAgentContext({ dataDir: agentDir, installed: { home, slot: 'a', trialId: null, trialMs: 120_000 }, clock: systemClock, log: quiet });
  running = agent.run(stop.signal);
  await until('the agent', () => server.fleet.presence(agentId) !== undefined);
});

afterAll(async () => {
  stop.abort(new Error('the test is over'));
  await running;
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

let generation = 1_000;
it.each(MESSAGES)('%s: nothing is run, nothing outside is written, and the agent goes on', { timeout: 60_000 }, async (_what, messages) => {
  const before = outside();
  const since = server.fleet.presence(agentId)?.sinceMs;
  for (const message of messages) expect(server.fleet.send(agentId, message)).toBe(true);
  const next = ++generation;
  server.fleet.send(agentId, { desired: { generation: next, jobs: [job({ jobName: 'after' })] } });
  await until('an answer to a state that is right', () => applied.some((one) => Number(one.generation) === next));
  for (const { start } of messages) {
    if (start?.runId !== undefined && /^[0-9A-Za-z-]{1,64}$/.test(start.runId)) await until(`the end of ${start.runId}`, () => ended.some((one) => one.startsWith(`${start.runId} `)));
  }
  expect(outside()).toEqual(before);
  expect(server.fleet.presence(agentId)?.sinceMs).toBe(since);
});

it('no restore and no run of a job that is a path was done, and the agent can start again', async () => {
  expect(ended.filter((one) => /^(restore|snapshot|job|home)/.test(one)).every((one) => one.endsWith(' failed'))).toBe(true);
  expect(errors.filter((one) => /^home\d The target lies in what this program itself needs/.test(one))).toHaveLength(5);
  expect(await readIdentity(agentDir)).not.toBeNull();
  expect(readdirSync(agentPaths(agentDir).runs).every((name) => /^[0-9A-Za-z-]{1,64}\.json(\.tmp)?$/.test(name))).toBe(true);
});

it('a clock that is years off is named as what keeps an agent away', async () => {
  const identity = await readIdentity(agentDir);
  if (identity === null) throw new Error('not enrolled');
  const book = await AddressBook.open({ folder: agentDir, lookup: () => Promise.reject(new Error('ENOTFOUND')), sleep: () => new Promise(() => undefined) });
  const tenYears = systemClock.now() + 3652 * 24 * 3_600_000;
  await expect(connectByBook(book, ['127.0.0.1:1', 'gone.example:1'], identity, tenYears)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/gone\.example cannot be looked up.*127\.0\.0\.1:1.*by this machine's clock it is 20/),
    remedy: 'Set the clock of this machine.',
  });
});
