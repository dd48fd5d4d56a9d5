import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RestoreSpec__Output } from '../../shared/rpc/gen/farvault/v1/RestoreSpec.js';
import { FakeReadServer, type FakeFaults } from '../../shared/restore/testing/fake-read-server.js';
import { fakeSnapshot } from '../../shared/restore/testing/fake-snapshot.js';
import { directory, file, seededBytes } from '../../shared/restore/testing/trees.js';
import { systemClock } from '../../shared/time/clock.js';
import { runRestore, type RestoreDeps } from './restore.js';

let top = '';
let logged: string[] = [];
const signal = new AbortController().signal;
beforeEach(() => {
  top = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-restore-'));
  logged = [];
});
afterEach(() => fs.rmSync(top, { recursive: true, force: true }));

const snapshot = fakeSnapshot([directory(''), directory('etc'), file('etc/hosts', Buffer.from('hosts')), ...Array.from({ length: 60 }, (_, i) => file(`f${i}`, seededBytes(i, 500_000)))]);
const spec = (given: Partial<RestoreSpec__Output>): RestoreSpec__Output => ({ snapshotId: 's', path: Buffer.alloc(0), target: path.join(top, 'root', 'here'), includes: [], overwrite: '', deleteExtra: false, dryRun: false, ...given });

function deps(given: Partial<RestoreDeps> = {}, faults: FakeFaults[] = []): RestoreDeps {
  return {
    openRead: () => new FakeReadServer(snapshot, faults.shift() ?? {}),
    clock: { ...systemClock, sleep: (ms, stop) => systemClock.sleep(ms === 15_000 ? ms : 1, stop) },
    random: () => 0.5,
    restoreRoots: [path.join(top, 'root')],
    never: [],
    log: (level, message) => logged.push(`${level}: ${message}`),
    progress: () => undefined,
    ...given,
  };
}

describe('where the server may have things restored', () => {
  it('below a root of this machine, which is made when it is missing', async () => {
    const result = await runRestore({ runId: 'r' }, spec({ path: Buffer.from('etc') }), deps(), signal);
    expect(result).toMatchObject({ state: 'succeeded', exitCode: 0, error: '' });
    expect(result.counters.filesRestored).toBe(1);
    expect(fs.readFileSync(path.join(top, 'root', 'here', 'hosts'), 'utf8')).toBe('hosts');
  });

  it('into a root itself, which keeps its own mode, also while it is empty', async () => {
    fs.mkdirSync(path.join(top, 'root'), { mode: 0o700 });
    expect(await runRestore({ runId: 'r' }, spec({ target: path.join(top, 'root') }), deps(), signal)).toMatchObject({ state: 'succeeded' });
    expect(fs.statSync(path.join(top, 'root')).mode & 0o7777).toBe(0o700);
    expect(fs.statSync(path.join(top, 'root', 'etc')).mode & 0o7777).toBe(0o755);
  });

  it('nowhere else: not beside a root, not by .., not through a link', async () => {
    fs.mkdirSync(path.join(top, 'root'));
    fs.mkdirSync(path.join(top, 'elsewhere'));
    fs.symlinkSync('../elsewhere', path.join(top, 'root', 'link'));
    for (const target of [path.join(top, 'elsewhere'), path.join(top, 'rootless'), `${top}/root/../elsewhere`, path.join(top, 'root', 'link'), path.join(top, 'root', 'link', 'sub'), 'root', '']) {
      expect(await runRestore({ runId: 'r' }, spec({ target }), deps(), signal), target).toMatchObject({ state: 'failed', errorCode: 'REFUSED', exitCode: 5 });
    }
    expect(fs.readdirSync(path.join(top, 'elsewhere'))).toEqual([]);
  });

  it('not in what the agent itself needs', async () => {
    fs.mkdirSync(path.join(top, 'root', 'state'), { recursive: true });
    const result = await runRestore({ runId: 'r' }, spec({ target: path.join(top, 'root', 'state', 'x') }), deps({ never: [path.join(top, 'root', 'state')] }), signal);
    expect(result).toMatchObject({ state: 'failed', errorCode: 'REFUSED' });
  });
});

it('dials again after a cut, and goes on where it was', async () => {
  const result = await runRestore({ runId: 'r' }, spec({}), deps({}, [{ breakAtFetch: 3 }]), signal);
  expect(result.state).toBe('succeeded');
  expect(logged.some((line) => line.includes('trying again'))).toBe(true);
  expect(fs.readFileSync(path.join(top, 'root', 'here', 'f59')).equals(seededBytes(59, 500_000))).toBe(true);
});

it('makes nothing in a dry run, and says what it would do', async () => {
  fs.mkdirSync(path.join(top, 'root'));
  const result = await runRestore({ runId: 'r' }, spec({ path: Buffer.from('etc'), dryRun: true }), deps(), signal);
  expect(result.state).toBe('succeeded');
  expect(logged).toContain('info: create etc/hosts (5 bytes)');
  expect(fs.readdirSync(path.join(top, 'root'))).toEqual([]);
});

it('ends cancelled when it is asked to', async () => {
  const controller = new AbortController();
  const running = runRestore({ runId: 'r' }, spec({}), deps({}, [{ delayMs: 100 }]), controller.signal);
  setTimeout(() => controller.abort(), 150);
  expect(await running).toMatchObject({ state: 'cancelled', exitCode: 130 });
});
