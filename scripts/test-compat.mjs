// `npm run test:compat [VERSION]`: the previous release's agent with today's server, and today's agent with the previous release's server, as real processes: enrol, back up, back up again
// after a change, a run by schedule, restore, compare. Then an upgrade in place: the previous server's directory under today's server, and the previous server refuses it afterwards, untouched.
// test/compat/releases.json names the commit of each release; the newest of another minor version than today's is taken. It is built in a folder of its own, so the commit must be there:
// a shallow clone says 'not run' and fails.
import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Checkout, until } from './lib/programs.mjs';
import { build, ensureInstalled, root } from './lib/run.mjs';

const releases = JSON.parse(readFileSync(path.join(root, 'test/compat/releases.json'), 'utf8'));
const today = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version;
const minorOf = (version) => version.split('.').slice(0, 2).join('.');
const previous = process.argv[2] ?? Object.keys(releases).filter((version) => minorOf(version) !== minorOf(today)).at(-1);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-compat-'));
const at = (...names) => path.join(scratch, ...names);

function notRun(why) {
  console.log(`compatibility: not run: ${why}`);
  process.exit(1);
}

/** The release, built in a folder of its own. */
function checkOut(version) {
  const commit = releases[version];
  if (commit === undefined) notRun(`test/compat/releases.json names no release ${version ?? 'before this one'}`);
  if (spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root }).status !== 0) notRun(`commit ${commit} of release ${version} is not here: it needs the whole history`);
  const folder = at(`release-${version}`);
  mkdirSync(folder);
  const archive = execFileSync('git', ['archive', '--format=tar', commit], { cwd: root, maxBuffer: 256 << 20 });
  execFileSync('tar', ['-xf', '-', '-C', folder], { input: archive });
  const done = spawnSync('npm', ['run', 'build'], { cwd: folder, encoding: 'utf8' });
  if (done.status !== 0) notRun(`release ${version} does not build: ${done.stderr}${done.stdout}`);
  return new Checkout(folder);
}

function digest(folder) {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    const stat = statSync(path.join(folder, name));
    hash.update(`${name}\0${stat.mode}\0`);
    if (stat.isFile()) hash.update(readFileSync(path.join(folder, name)));
  }
  return hash.digest('hex');
}

function makeTree(tree) {
  mkdirSync(path.join(tree, 'folder'), { recursive: true });
  for (let i = 0; i < 30; i++) writeFileSync(path.join(tree, 'folder', `file ${i}`), `content ${i}\n`.repeat(i * 1_000));
  writeFileSync(path.join(tree, 'large'), createHash('sha512').update('seed').digest().subarray(0, 60).toString('hex').repeat(20_000));
  execFileSync('ln', ['-s', 'large', path.join(tree, 'link')]);
}

let passed = 0;
function check(what, good) {
  if (!good) throw new Error(`${what}: no`);
  passed++;
  console.log(`  ${what}`);
}

async function together(name, serverSide, agentSide) {
  console.log(`${name}:`);
  const folder = at(name.replaceAll(/\W+/g, '-'));
  const tree = path.join(folder, 'tree');
  const restoreRoot = path.join(folder, 'restored');
  const dataDir = path.join(folder, 'server');
  makeTree(tree);
  const server = await serverSide.serve(dataDir, path.join(folder, 'server.log'));
  // Each administrator with the backupctl of the server's version.
  const ctl = (...args) => serverSide.run('backupctl', '--config', path.join(dataDir, 'admin.json'), ...args);
  const json = (...args) => JSON.parse(ctl(...args, '--json'));
  ctl('office', 'create', 'lyon');
  const { token } = json('agent', 'token', '--office', 'lyon');
  agentSide.run('agent', 'enrol', '--data-dir', path.join(folder, 'agent'), '--token', token, '--server', server.address, '--name', 'files', '--restore-root', restoreRoot);
  const agent = agentSide.start('agent', path.join(folder, 'agent.log'), 'run', '--data-dir', path.join(folder, 'agent'));
  try {
    await until('the agent to be online', () => json('agent', 'show', 'files').state === 'online');
    check('enrolled and connected', true);
    ctl('job', 'create', 'docs', '--agent', 'files', '--path', tree, '--snapshot', 'none');
    const first = json('job', 'run', 'docs', '--wait');
    check('backs up', first.state === 'succeeded');
    const firstDigest = digest(tree);
    appendFileSync(path.join(tree, 'large'), 'a change');
    const second = json('job', 'run', 'docs', '--wait');
    check('backs up again, sending the change alone', second.state === 'succeeded' && second.bytesSent < first.bytesSent && second.filesUnchanged > 25);
    ctl('job', 'update', 'docs', '--schedule', '* * * * *');
    const scheduled = await until('a run by its schedule', () => json('run', 'list', '--job', 'docs').find((run) => run.reason === 'schedule' && run.state === 'succeeded'), 100_000);
    check('runs by its schedule', scheduled.snapshot !== '');
    ctl('job', 'pause', 'docs');
    for (const [snapshot, wanted] of [['latest:docs', digest(tree)], [first.snapshot, firstDigest]]) {
      const target = path.join(restoreRoot, snapshot.replaceAll(':', '-'));
      check(`restores ${snapshot === first.snapshot ? 'an older snapshot' : 'the newest snapshot'} on the agent, the same to the last byte`, json('restore', snapshot, '--agent', 'files', '--target', target, '--wait').state === 'succeeded' && digest(path.join(target, tree)) === wanted);
    }
    const out = path.join(folder, 'out');
    ctl('restore', 'latest:docs', '--output', out);
    check('restores at the administrator’s', digest(path.join(out, tree)) === digest(tree));
  } catch (error) {
    throw new Error(`${error.message}\n--- server\n${server.output().slice(-3_000)}\n--- agent\n${agent.output().slice(-3_000)}`);
  } finally {
    await agent.stop();
    await server.stop();
  }
  return { dataDir, tree };
}

ensureInstalled();
build();
const now = new Checkout(root);
try {
  const before = checkOut(previous);
  await together(`agent ${previous} with server ${today}`, now, before);
  const { dataDir, tree } = await together(`agent ${today} with server ${previous}`, before, now);

  console.log(`the data directory of ${previous}, upgraded to ${today}:`);
  const server = await now.serve(dataDir, at('upgraded.log'));
  const out = at('upgraded');
  const config = JSON.parse(readFileSync(path.join(dataDir, 'admin.json'), 'utf8'));
  check('is served', config.addresses.includes(server.address));
  now.run('backupctl', '--config', path.join(dataDir, 'admin.json'), 'restore', 'latest:docs', '--output', out);
  check('gives back what it holds', digest(path.join(out, tree)) === digest(tree));
  await server.stop();
  const upgraded = digest(dataDir);
  for (const command of [['run', '--listen', '127.0.0.1:0', '--http', 'off'], ['admin']]) {
    let refusal = '';
    try {
      before.run('server', command[0], '--data-dir', dataDir, ...command.slice(1));
    } catch (error) {
      refusal = error.message;
    }
    check(`is refused by backupd ${command[0]} of ${previous}, untouched`, refusal.includes('newer backupd') && digest(dataDir) === upgraded);
  }
  console.log(`compatibility: ${passed} passed, 0 failed`);
} catch (error) {
  console.error(error.message);
  console.log(`compatibility: ${passed} passed, 1 failed`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
