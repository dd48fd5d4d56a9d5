// Farvault itself: backupd and one agent as they ship, TLS and durability on; `backupctl job run --wait` is the client.
import path from 'node:path';
import { Cluster } from '../../test/support/cluster.js';
import { PROGRAMS } from '../../test/support/daemon.js';
import { measure, type ClientRun, type Cost } from './measure.js';
import type { Tool } from './tool.js';

export function farvault(work: string, options: { nodeArgs?: { server: string[]; agent: string[] }; jobArgs?: string[]; wait?: boolean } = {}): Tool {
  const cluster = new Cluster(path.join(work, 'farvault'));
  const ctl = (args: string[]): ClientRun => ({ command: [process.execPath, PROGRAMS.ctl, '--config', cluster.config, ...args] });
  const run = (args: string[]): Promise<Cost> => {
    const agent = cluster.agents.get('bench')!.daemon!;
    return measure(ctl(args), { clients: [agent.pid], servers: [cluster.server!.pid] }, work);
  };
  return {
    name: 'farvault',
    start: async (live) => {
      await cluster.startServer({ nodeArgs: options.nodeArgs?.server ?? [] });
      await cluster.addAgent('bench', 'bench', { restoreRoot: work, nodeArgs: options.nodeArgs?.agent ?? [] });
      await cluster.ok(['job', 'create', 'bench', '--agent', 'bench', '--path', live, '--snapshot', 'none', '--cachedir-tagged', ...(options.jobArgs ?? [])]);
    },
    backup: () => run(['job', 'run', 'bench', '--wait']),
    restore: (target) => run(['restore', 'latest:bench', '--agent', 'bench', '--target', target, '--wait']),
    storeDir: () => path.join(cluster.serverDir),
    stop: () => cluster.stop(),
  };
}
