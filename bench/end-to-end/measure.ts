// What an operation cost: wall time, CPU and peak memory of every process involved, bytes on the loopback interface.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync, readdirSync, lstatSync, rmSync, existsSync } from 'node:fs';
import path from 'node:path';

export interface Cost {
  wallSeconds: number;
  /** User and system seconds, client and server processes together. */
  cpuSeconds: number;
  clientPeakMiB: number;
  serverPeakMiB: number;
  /** Both directions, headers included. */
  wireBytes: number;
}

const TICKS = 100; // USER_HZ, fixed on Linux

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function peakMiB(pid: number): number {
  const match = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) / 1024;
}

export function loopbackBytes(): number {
  const line = readFileSync('/proc/net/dev', 'utf8').split('\n').find((text) => text.trim().startsWith('lo:'));
  return Number(line?.split(':')[1]?.trim().split(/\s+/)[0] ?? 0);
}

export function diskBytes(dir: string): number {
  let sum = 0;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) if (entry.isFile()) sum += lstatSync(path.join(entry.parentPath, entry.name)).size;
  return sum;
}

export interface Watched {
  /** Daemons that live on: their CPU is the difference, their peak is reset before. */
  clients: number[];
  servers: number[];
}

export interface ClientRun {
  command: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs `client` under /usr/bin/time and sums it with the daemons. Throws with the output when it fails. */
export async function measure(client: ClientRun, watched: Watched, scratch: string): Promise<Cost> {
  const timing = path.join(scratch, 'client.time');
  if (existsSync(timing)) rmSync(timing);
  const daemons = [...watched.clients, ...watched.servers];
  for (const pid of daemons) writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = daemons.map(cpuSeconds);
  const wire = loopbackBytes();
  const start = performance.now();
  await new Promise<void>((resolve, reject) => {
    const child = spawn('/usr/bin/time', ['-f', '%U %S %M', '-o', timing, ...client.command], { cwd: client.cwd ?? scratch, env: client.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (data: Buffer): void => {
      output = (output + data.toString()).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${client.command.join(' ')}: exit ${code}\n${output}`))));
  });
  const wallSeconds = (performance.now() - start) / 1000;
  const [user, system, kib] = readFileSync(timing, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
  const after = daemons.map(cpuSeconds);
  const used = after.reduce((sum, value, i) => sum + value - before[i], 0);
  return {
    wallSeconds,
    cpuSeconds: user + system + used,
    clientPeakMiB: watched.clients.length > 0 ? Math.max(...watched.clients.map(peakMiB)) : kib / 1024,
    serverPeakMiB: watched.servers.length > 0 ? Math.max(...watched.servers.map(peakMiB)) : 0,
    wireBytes: loopbackBytes() - wire,
  };
}
