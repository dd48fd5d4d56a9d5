// What becomes of snapshots, as administrators see it, with real processes and a clock that is set: trash, hold, doubt, a second administrator, purge, an office that goes and comes back.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import type { Approval__Output } from '../../shared/rpc/gen/farvault/v1/Approval.js';
import type { DeleteOfficeResponse__Output } from '../../shared/rpc/gen/farvault/v1/DeleteOfficeResponse.js';
import { AdminSession } from '../support/admin-client.js';
import { Cluster } from '../support/cluster.js';
import { PROGRAMS, repositoryRoot, runProgram, type RunOptions } from '../support/daemon.js';

const DAY_MS = 86_400_000;
const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-lifecycle-'));
const clockFile = path.join(dir, 'clock');
const paulFile = path.join(dir, 'paul.json');
const settable: RunOptions = { nodeArgs: ['--import', path.join(repositoryRoot, 'test/support/settable-clock.mjs')], env: { FARVAULT_TEST_CLOCK: clockFile } };
const cluster = new Cluster(path.join(dir, 'farvault'));
let held = '';
let unwanted = '';

const paul = new AdminSession(paulFile, () => cluster.address);
const list = async (state: string): Promise<string[]> => (await cluster.admin.call((admin) => admin.listSnapshots.bind(admin), { state })).snapshots.map(({ id }) => id);
const doubt = async (): Promise<string> => (await cluster.admin.call((admin) => admin.getClock.bind(admin), {})).doubt;
const approve = (who: AdminSession, id: string): Promise<Approval__Output> => who.call((admin) => admin.decideApproval.bind(admin), { id, approve: true });
const codeOf = (error: unknown): string => (isFarvaultError(error) ? `${error.code}: ${error.message}` : 'a fault');

beforeAll(async () => {
  mkdirSync(path.join(dir, 'tree'));
  writeFileSync(clockFile, '0');
  await cluster.startServer(settable);
  await cluster.addAgent('files', 'lyon', settable);
  await cluster.ok(['job', 'create', 'docs', '--agent', 'files', '--path', path.join(dir, 'tree'), '--snapshot', 'none']);
  const made: string[] = [];
  for (const text of ['one', 'two']) {
    writeFileSync(path.join(dir, 'tree', 'file'), text);
    made.push((await cluster.backUp('docs')).snapshot);
  }
  [unwanted, held] = made;
});

afterAll(async () => {
  paul.close();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('what is deleted lies in the trash; what is held stays', { timeout: 60_000 }, async () => {
  await cluster.admin.call((admin) => admin.holdSnapshot.bind(admin), { snapshot: held, reason: 'audit' });
  const refused = await cluster.ctl(['snapshot', 'delete', held, unwanted, '--reason', 'test', '--yes']);
  expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining('held by admin: audit')]);
  expect(await cluster.json(['snapshot', 'delete', unwanted, '--reason', 'test', '--yes'])).toEqual({ done: 1, approval: null, detail: 'in the trash' });
  expect([await list('live'), await list('trash')]).toEqual([[held], [unwanted]]);
});

it('a server that was off for longer than is believed removes nothing, until two administrators confirm its clock', { timeout: 60_000 }, async () => {
  await Promise.all([cluster.agents.get('files')!.daemon!.stop(), cluster.server!.stop()]);
  const made = await runProgram(PROGRAMS.backupd, ['admin', '--data-dir', cluster.serverDir, '--name', 'paul', '--output', paulFile]);
  expect(made.code, made.stderr).toBe(0);
  writeFileSync(clockFile, String(20 * DAY_MS));
  await cluster.startServer(settable);
  expect(await doubt()).toContain('20 days ahead');
  const { approval } = await cluster.admin.call((admin) => admin.confirmClock.bind(admin), { nowMs: Date.now() + 20 * DAY_MS, reason: 'it was off' });
  expect((await cluster.admin.call((admin) => admin.getStatus.bind(admin), {})).care).toEqual(expect.arrayContaining([expect.stringContaining('20 days ahead'), expect.stringContaining('1 thing waits')]));
  expect(await approve(cluster.admin, approval).catch(codeOf)).toContain('REFUSED: admin has asked for this');
  expect(await list('trash')).toEqual([unwanted]);
  const both = await Promise.allSettled([approve(paul, approval), approve(paul, approval)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await doubt()).toBe('');

  await cluster.server!.stop();
  await cluster.startServer(settable);
  await cluster.server!.waitFor('the trash to be emptied', async () => (await list('trash')).length === 0);
  expect(await list('all')).toEqual([held]);
});

it('an office goes with its snapshots, and what is brought back is its own', { timeout: 60_000 }, async () => {
  const remove = (): Promise<DeleteOfficeResponse__Output> => cluster.admin.call((admin) => admin.deleteOffice.bind(admin), { name: 'lyon', reason: 'closed' });
  await cluster.admin.call((admin) => admin.revokeAgent.bind(admin), { name: 'files' });
  expect(await remove().catch(codeOf)).toContain('REFUSED: a snapshot is kept');
  await cluster.admin.call((admin) => admin.releaseSnapshot.bind(admin), { snapshot: held });
  const { approval } = await remove();
  expect((await approve(paul, approval)).outcome).toBe('office lyon is deleted; 1 snapshot in the trash');
  expect((await cluster.admin.call((admin) => admin.listOffices.bind(admin), {})).offices).toEqual([]);
  expect([await list('live'), await list('trash')]).toEqual([[], [held]]);
  await cluster.admin.call((admin) => admin.restoreFromTrash.bind(admin), { snapshots: [held] });
  expect(await cluster.admin.call((admin) => admin.getSnapshot.bind(admin), { id: held })).toMatchObject({ office: 'lyon', state: 'live' });
});
