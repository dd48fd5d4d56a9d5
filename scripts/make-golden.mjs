// `node scripts/make-golden.mjs CHECKOUT FILE.tar.gz`: a small data directory of a server, made by the programs of a built checkout of some release, and the tree that its
// snapshots hold. Kept under test/golden/ so that every later server is tried on it (F67). Run as root, so that the tree can have an owner of its own.
// The keys in it are thrown away: nobody trusts them.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, linkSync, lutimesSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Checkout, until } from './lib/programs.mjs';

const [, , folder, out] = process.argv;
if (folder === undefined || out === undefined) throw new Error('usage: node scripts/make-golden.mjs CHECKOUT FILE.tar.gz');
const checkout = new Checkout(path.resolve(folder));
// A name that any machine can have: it stands in the snapshots.
const base = '/tmp/farvault-golden';
const at = (...names) => path.join(base, ...names);
const tree = at('tree');

function makeTree() {
  mkdirSync(path.join(tree, 'empty-dir'), { recursive: true });
  writeFileSync(path.join(tree, 'empty'), '');
  writeFileSync(path.join(tree, 'text'), 'the quick brown fox\n'.repeat(2_000));
  const noise = Buffer.alloc(90_000);
  for (let i = 0, x = 1; i < noise.length; i++) noise[i] = (x = (Math.imul(x, 1_103_515_245) + 12_345) & 0x7fffffff) >> 16;
  writeFileSync(path.join(tree, 'noise'), noise);
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/not-utf8-`), Buffer.from([0xff, 0xfe])]), 'odd name');
  writeFileSync(path.join(tree, 'new\nline'), 'odd name');
  writeFileSync(path.join(tree, 'sparse'), '');
  truncateSync(path.join(tree, 'sparse'), 3 << 20);
  appendFileSync(path.join(tree, 'sparse'), 'the end');
  linkSync(path.join(tree, 'text'), path.join(tree, 'text-again'));
  symlinkSync('nowhere', path.join(tree, 'dangling'));
  lutimesSync(path.join(tree, 'dangling'), 1_000_000_000, 1_000_000_000);
  writeFileSync(path.join(tree, 'setuid'), '#!/bin/sh\n');
  execFileSync('chown', ['12345:54321', path.join(tree, 'setuid')]);
  chmodSync(path.join(tree, 'setuid'), 0o4750);
  execFileSync('mkfifo', [path.join(tree, 'fifo')]);
  utimesSync(path.join(tree, 'empty-dir'), 1_234_567_890, 1_234_567_890.25);
}

rmSync(base, { recursive: true, force: true });
makeTree();
// What the agent says of its machine is no business of those who read this later.
writeFileSync(at('machine.mjs'), "import os from 'node:os';\nos.hostname = () => 'golden';\nos.release = () => '6.1.0';\n");
process.env['NODE_OPTIONS'] = `--import ${at('machine.mjs')}`;
const dataDir = at('server');
const ctl = (...args) => checkout.run('backupctl', '--config', path.join(dataDir, 'admin.json'), ...args);
const alerts = 'destinations:\n  - name: log\n    type: syslog\n    transport: unix\nalertRules:\n  - name: gold-is-critical\n    kinds: [late]\n    scope: label tier=gold\n    threshold: 30m\n    severity: critical\n';

/** With a server and an agent that run. */
async function session(work) {
  const server = await checkout.serve(dataDir, at('server.log'));
  try {
    if (!existsSync(at('agent'))) {
      ctl('office', 'create', 'lyon');
      const { token } = JSON.parse(ctl('agent', 'token', '--office', 'lyon', '--json'));
      checkout.run('agent', 'enrol', '--data-dir', at('agent'), '--token', token, '--server', server.address, '--name', 'files1');
    }
    const config = JSON.parse(readFileSync(at('agent', 'agent.json'), 'utf8'));
    writeFileSync(at('agent', 'agent.json'), JSON.stringify({ ...config, servers: [server.address] }));
    const agent = checkout.start('agent', at('agent.log'), 'run', '--data-dir', at('agent'));
    try {
      await until('the agent', () => ctl('agent', 'list').includes('online'));
      work();
    } finally {
      await agent.stop();
    }
  } finally {
    await server.stop();
  }
}

await session(() => {
  ctl('agent', 'label', 'files1', 'tier=gold');
  ctl('job', 'create', 'docs', '--agent', 'files1', '--path', tree, '--snapshot', 'none', '--schedule', '30 2 * * *');
  ctl('policy', 'set', 'office', 'lyon', 'maxRuns=2');
  writeFileSync(at('alerts.yaml'), alerts);
  ctl('apply', '-f', at('alerts.yaml'));
  ctl('user', 'create', 'maria', '--role', 'auditor', '--output', at('maria.json'));
  ctl('job', 'run', 'docs', '--wait');
});
// The server has ended in between: so there are a closed segment, a checkpoint, and records behind it.
writeFileSync(path.join(tree, 'second'), 'only in the second snapshot');
await session(() => ctl('job', 'run', 'docs', '--wait'));
// The ballast is zeros, and is made anew.
rmSync(path.join(dataDir, 'reserve'), { force: true });
execFileSync('tar', ['-C', base, '--sort=name', '--sparse', '-czf', path.resolve(out), 'server', 'tree']);
rmSync(base, { recursive: true, force: true });
