// `npm run bench:fleet`: one server, a thousand light agents over real connections, and what that costs the server.
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Cluster } from '../../test/support/cluster.js';
import { systemClock } from '../../shared/time/clock.js';
import { enrolFleet } from './enrol-fleet.js';
import type { Happening } from './light-agent.js';
import { ServerProbe } from './probe.js';
import { Happenings, connectPhase, idlePhase, policyPhase, restartPhase, runsPhase, type Fleet } from './phases.js';

const { values } = parseArgs({ options: { agents: { type: 'string', default: '1000' }, idle: { type: 'string', default: '30' }, over: { type: 'string', default: '60' }, out: { type: 'string' } } });
const agents = Number(values.agents);
const PROCESSES = 2;
const here = path.dirname(fileURLToPath(import.meta.url));
const dir = mkdtempSync(path.join(os.tmpdir(), 'farvault-fleet-'));
const probeFile = path.join(dir, 'probe.jsonl');
const cluster = new Cluster(dir);
const server = { env: { FLEET_PROBE: probeFile }, nodeArgs: ['--import', path.join(here, 'loop-probe.js')] };
const children: ChildProcess[] = [];
const probe = new ServerProbe(() => cluster.server?.pid ?? null, probeFile);
const results: Record<string, unknown> = { machine: `${os.cpus().length} x ${os.cpus()[0]?.model ?? '?'}, Node ${process.version}`, agents };

function say(name: string, figures: object): void {
  results[name] = figures;
  const text = Object.entries(figures).map(([key, value]) => `${key} ${typeof value === 'number' ? Math.round(value * 10) / 10 : String(value)}`);
  console.log(`${name.padEnd(12)} ${text.join(', ')}`);
}

try {
  await cluster.startServer(server);
  const started = systemClock.monotonic();
  const identities = await enrolFleet(cluster, agents);
  say('set up', { agents, seconds: (systemClock.monotonic() - started) / 1000 });
  const happenings = new Happenings();
  const fleet: Fleet = { cluster, names: identities.map(({ name }) => name), happenings, probe };
  say('connect', await connectPhase(fleet, () => {
    for (let number = 0; number < PROCESSES; number++) {
      const file = path.join(dir, `identities-${number}.json`);
      writeFileSync(file, JSON.stringify(identities.filter((_, at) => at % PROCESSES === number)), { mode: 0o600 });
      const child = fork(path.join(here, 'agents-process.js'), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.on('message', (batch: Happening[]) => happenings.add(batch));
      child.send({ start: { identities: file } });
      children.push(child);
    }
  }));
  say('idle', await idlePhase(fleet, Number(values.idle) * 1000));
  for (const round of [1, 2, 3]) say(`policy ${round}`, await policyPhase(fleet, round));
  say('runs', await runsPhase(fleet, Number(values.over) * 1000));
  say('restart', await restartPhase(fleet, 'SIGTERM', () => cluster.startServer(server)));
  say('kill -9', await restartPhase(fleet, 'SIGKILL', () => cluster.startServer(server)));
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  probe.stop();
  for (const child of children) child.disconnect();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
}
