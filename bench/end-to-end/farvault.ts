// Farvault itself: backupd and one agent as they ship, TLS and durability on; `backupctl job run --wait` is the client.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Cluster } from '../../test/support/cluster.js';
import { PROGRAMS, runProgram } from '../../test/support/daemon.js';
import { measure, type ClientRun, type Cost } from './measure.js';
import type { Tool } from './tool.js';

export function farvault(work: string, options: { nodeArgs?: { server: string[]; agent: string[] }; jobArgs?: string[]; wait?: boolean } = {}): Tool {
  const cluster = new Cluster(path.join(work, 'farvault'));
  const ctl = (args: string[]): ClientRun => ({ command: [process.execPath, PROGRAMS.ctl, '--config', cluster.config, ...args] });
  const measured = (client: ClientRun): Promise<Cost> => measure(client, { clients: [cluster.agents.get('bench')!.daemon!.pid], servers: [cluster.server!.pid] }, work);
  const run = (args: string[]): Promise<Cost> => measured(ctl(args));
  const second = path.join(work, 'second.json');
  /** By hand, as retention would put them into the trash for 14 days at least: what goes at once takes two administrators. */
  const PRUNE = `set -e; ctl="$1 $2 --config"
    old=$($ctl "$3" --json snapshot list | "$1" -e 'process.stdin.toArray().then((p) => console.log(JSON.parse(Buffer.concat(p)).slice(1).map((s) => s.id).join(" ")))')
    $ctl "$3" snapshot delete $old --reason bench --yes; $ctl "$3" snapshot purge $old --reason bench
    $ctl "$4" approval approve "$($ctl "$4" --json approval list | "$1" -e 'process.stdin.toArray().then((p) => console.log(JSON.parse(Buffer.concat(p))[0].id))')"
    $ctl "$3" gc --yes --wait`;
  return {
    name: 'farvault',
    start: async (live) => {
      for (const args of [['init', '--data-dir', cluster.serverDir], ['admin', '--data-dir', cluster.serverDir, '--name', 'second', '--output', second]]) await runProgram(PROGRAMS.backupd, args);
      await cluster.startServer({ nodeArgs: options.nodeArgs?.server ?? [] });
      // It was made before the server had a port.
      writeFileSync(second, JSON.stringify({ ...(JSON.parse(readFileSync(second, 'utf8')) as object), addresses: [cluster.address] }));
      await cluster.addAgent('bench', 'bench', { restoreRoot: work, nodeArgs: options.nodeArgs?.agent ?? [] });
      await cluster.ok(['job', 'create', 'bench', '--agent', 'bench', '--path', live, '--snapshot', 'none', '--cachedir-tagged', ...(options.jobArgs ?? [])]);
    },
    backup: () => run(['job', 'run', 'bench', '--wait']),
    restore: (target) => run(['restore', 'latest:bench', '--agent', 'bench', '--target', target, '--wait']),
    verify: () => run(['verify', '--read-data', '--wait']),
    prune: () => measured({ command: ['sh', '-c', PRUNE, 'prune', process.execPath, PROGRAMS.ctl, cluster.config, second] }),
    storeDir: () => path.join(cluster.serverDir),
    stop: () => cluster.stop(),
  };
}
