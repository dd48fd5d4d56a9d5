// The whole backup engine against a server that takes everything and keeps nothing: what the agent costs by itself.
//   node dist/bench/stages/agent-null.js TREE [--image FILE] [--delay MS] [--codec NAME]
// Backs up twice (the second finds nothing changed) and prints time, files/s, MB/s, CPU seconds, peak RSS and bytes sent of each.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { runBackup } from '../../agent/backup/backup.js';
import { FakeServer } from '../../agent/backup/testing/fake-server.js';
import { startSmall } from '../../agent/memory.js';
import { backupSpec, backupDeps } from '../../agent/backup/testing/run.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { image: { type: 'string', multiple: true }, delay: { type: 'string' }, codec: { type: 'string' }, serve: { type: 'boolean' } },
});

if (values.serve === true) {
  const server = new FakeServer({ discard: true, creditBytes: 16 << 20, ...(values.delay === undefined ? {} : { delayMs: Number(values.delay) / 2 }) });
  process.send!(await server.listen());
  process.on('disconnect', () => process.exit(0));
} else {
  startSmall();
  await measure();
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ['--serve', ...(values.delay === undefined ? [] : ['--delay', values.delay])], { execArgv: [] });
  const [port] = (await once(child, 'message')) as [number];
  const client = FakeServer.connect(port);
  const cacheDir = mkdtempSync(path.join(os.tmpdir(), 'agent-null-'));
  let parent = { id: '', root: Buffer.alloc(0) };
  try {
    for (const name of ['first', 'unchanged']) {
      const started = performance.now();
      const cpu = process.cpuUsage();
      const deps = backupDeps(client, cacheDir);
      const spec = backupSpec([path.resolve(positionals[0])], { images: values.image ?? [], codec: values.codec ?? 'auto', parentSnapshotId: parent.id, parentRootId: parent.root });
      const outcome = await runBackup({ runId: name }, spec, deps, new AbortController().signal);
      const seconds = (performance.now() - started) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      const { filesTotal, bytesLogical, bytesRead, bytesSent } = outcome.tally;
      const fields = {
        run: name,
        state: `${outcome.state}${outcome.error}`,
        seconds: seconds.toFixed(2),
        'files/s': Math.round(filesTotal / seconds),
        'read MB/s': Math.round(bytesRead / seconds / 1e6),
        'logical MB/s': Math.round(bytesLogical / seconds / 1e6),
        'CPU s': ((user + system) / 1e6).toFixed(2),
        'peak MiB': Math.round(peakKiB() / 1024),
        'sent MB': (bytesSent / 1e6).toFixed(2),
      };
      console.log(Object.entries(fields).map(([key, value]) => `${key} ${value}`).join('  '));
      const root = readdirSync(path.join(cacheDir, 'job'))[0];
      parent = { id: '1'.padStart(32, '0'), root: Buffer.from(root.slice('root-'.length), 'hex') };
    }
  } finally {
    client.close();
    child.disconnect();
    rmSync(cacheDir, { recursive: true, force: true });
  }
}

function peakKiB(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
}
