// Real lvm and zfs are rarely to be had: programs of their names on PATH record what they are asked.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Mount } from '../../../shared/sys/mounts.js';
import { filesSource } from './files-source.js';
import { zfs } from './snapshot/zfs.js';

let dir: string;
const oldPath = process.env['PATH'];
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'farvault-snapshot-'));
  process.env['PATH'] = `${dir}:${oldPath}`;
});
afterEach(() => {
  process.env['PATH'] = oldPath;
  fs.rmSync(dir, { recursive: true });
});

function fake(program: string, body: string): void {
  fs.writeFileSync(path.join(dir, program), `#!/bin/sh\necho "${program} $*" >> ${dir}/calls\n${body}\n`, { mode: 0o755 });
}

const calls = (): string[] => fs.readFileSync(path.join(dir, 'calls'), 'utf8').trim().split('\n');
const mount: Mount = { id: 1, parent: 0, root: Buffer.from('/'), point: Buffer.from('/pool/data'), type: 'zfs', source: Buffer.from('pool/data'), options: 'rw' };
const plan = { mounts: [{ mount, roots: [mount.point], method: zfs }], notes: [] };

it('freezes, maps and removes', async () => {
  fake('zfs', 'exit 0');
  const opened = await filesSource.open(plan, { agentId: 'agent', runId: 'r/1' }, new AbortController().signal);
  expect(opened.mappings).toEqual([{ from: mount.point, to: Buffer.from('/pool/data/.zfs/snapshot/farvault-agent-r_1') }]);
  expect(await opened.close()).toEqual([]);
  expect(calls()).toEqual(['zfs snapshot pool/data@farvault-agent-r_1', 'zfs destroy pool/data@farvault-agent-r_1']);
});

it('falls back and says why when it cannot be frozen', async () => {
  fake('zfs', '[ "$1" = snapshot ] && { echo "out of space" >&2; exit 1; }; exit 0');
  const opened = await filesSource.open(plan, { agentId: 'agent', runId: 'r' }, new AbortController().signal);
  expect(opened.mappings).toEqual([]);
  expect(opened.notes).toEqual([{ severity: 'warning', message: expect.stringContaining('out of space') as string }]);
});

it('removes what it made when cancelled meanwhile', async () => {
  fake('zfs', '[ "$1" = snapshot ] && exec sleep 5; exit 0');
  const controller = new AbortController();
  const opening = filesSource.open(plan, { agentId: 'agent', runId: 'r' }, controller.signal);
  setTimeout(() => controller.abort(new Error('cancelled')), 200);
  await expect(opening).rejects.toThrow('cancelled');
  expect(calls().at(-1)).toBe('zfs destroy pool/data@farvault-agent-r');
});
