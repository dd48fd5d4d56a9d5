// restic with rest-server, and Borg with `borg serve` behind a pipe: as their users run them over a line, without TLS.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { measure, type Cost } from './measure.js';
import type { Tool } from './tool.js';

export interface PeerPrograms {
  restic: string;
  restServer: string;
  borg: string;
}

/** Programs of a peer directory (as downloaded) or of the PATH. Empty: not there. */
export function findPeers(dir: string | undefined): PeerPrograms {
  const find = (...names: string[]): string => {
    const places = [...(dir === undefined ? [] : [dir]), ...(process.env['PATH'] ?? '').split(':')];
    for (const name of names) for (const place of places) if (existsSync(path.join(place, name))) return path.join(place, name);
    return '';
  };
  return { restic: find('restic'), restServer: find('rest-server'), borg: find('borg14', 'borg') };
}

const PORT = 8123;

async function plainRun(command: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command.join(' ')}: exit ${code}\n${output}`))));
  });
}

export function restic(programs: PeerPrograms, work: string): Tool {
  const repository = path.join(work, 'restic');
  const env = { ...process.env, RESTIC_PASSWORD: 'x', RESTIC_CACHE_DIR: path.join(work, 'restic-cache'), RESTIC_REPOSITORY: `rest:http://127.0.0.1:${PORT}/`, RESTIC_PROGRESS_FPS: '0.1' };
  let server: ChildProcess | null = null;
  let liveDir = '';
  const run = (args: string[]): Promise<Cost> => measure({ command: [programs.restic, ...args], env, cwd: liveDir }, { clients: [], servers: [server!.pid!] }, work);
  return {
    name: 'restic',
    start: async (live) => {
      liveDir = live;
      mkdirSync(repository, { recursive: true });
      server = spawn(programs.restServer, ['--no-auth', '--path', repository, '--listen', `127.0.0.1:${PORT}`], { stdio: 'ignore' });
      for (let tries = 0; ; tries++) {
        try {
          await plainRun([programs.restic, 'init'], env, work);
          return;
        } catch (error) {
          if (tries === 20) throw error;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
    },
    backup: () => run(['backup', '--no-scan', '.']),
    restore: (target) => run(['restore', 'latest', '--target', target]),
    verify: () => run(['check', '--read-data']),
    prune: () => run(['forget', '--keep-last', '1', '--prune']),
    storeDir: () => repository,
    stop: async () => {
      server?.kill();
      rmSync(repository, { recursive: true, force: true });
      rmSync(path.join(work, 'restic-cache'), { recursive: true, force: true });
    },
  };
}

/** A "remote shell" without ssh: runs the server here, counts what goes through, and times it. */
const REMOTE_SHELL = `#!/bin/bash
while [ $# -gt 0 ]; do case $1 in -*) shift ;; *) shift; break ;; esac; done
[ "$1" = borg ] && { shift; set -- "$BENCH_BORG" "$@"; }
F=$BENCH_STATS.fifo.$$; mkfifo "$F"; exec 3<&0
dd bs=256k <&3 2>>"$BENCH_STATS.up" >"$F" & D=$!
/usr/bin/time -f '%U %S %M' -a -o "$BENCH_STATS.time" "$@" <"$F" | dd bs=256k 2>>"$BENCH_STATS.down"
R=\${PIPESTATUS[0]}; kill -INT $D 2>/dev/null; exec 3<&-; wait $D 2>/dev/null; rm -f "$F"; exit "$R"
`;

export function borg(programs: PeerPrograms, work: string): Tool {
  const repository = path.join(work, 'borg');
  const shell = path.join(work, 'borg-rsh');
  const stats = path.join(work, 'borg-stats');
  const url = `ssh://bench${repository}`;
  let liveDir = '';
  let count = 0;
  const env = {
    ...process.env,
    BORG_RSH: shell,
    BENCH_STATS: stats,
    BENCH_BORG: programs.borg,
    BORG_BASE_DIR: path.join(work, 'borg-base'),
    BORG_PASSPHRASE: 'x',
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
    BORG_HOST_ID: 'bench@1',
  };
  const run = async (args: string[], cwd: string): Promise<Cost> => {
    for (const suffix of ['up', 'down', 'time']) rmSync(`${stats}.${suffix}`, { force: true });
    // The client's own figure includes the server, its child.
    const cost = await measure({ command: [programs.borg, ...args], env, cwd }, { clients: [], servers: [] }, work);
    const copied = (suffix: string): number => {
      let sum = 0;
      for (const match of readFileSync(`${stats}.${suffix}`, 'utf8').matchAll(/^(\d+) bytes/gm)) sum += Number(match[1]);
      return sum;
    };
    const server = readFileSync(`${stats}.time`, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
    return { ...cost, serverPeakMiB: server[2] / 1024, wireBytes: copied('up') + copied('down') };
  };
  return {
    name: 'borg',
    start: async (live) => {
      liveDir = live;
      writeFileSync(shell, REMOTE_SHELL);
      chmodSync(shell, 0o755);
      await plainRun([programs.borg, 'init', '-e', 'none', '--make-parent-dirs', url], env, work);
    },
    backup: () => run(['create', '-C', 'lz4', `${url}::b${++count}`, '.'], liveDir),
    restore: (target) => run(['extract', `${url}::b${count}`], target),
    storeDir: () => repository,
    stop: async () => {
      rmSync(repository, { recursive: true, force: true });
      rmSync(path.join(work, 'borg-base'), { recursive: true, force: true });
    },
  };
}
