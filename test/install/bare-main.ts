// `npm run test:install`: the real release on a bare Debian (debootstrap, minbase): installer, agent under its own user with only its capabilities, backup and restore, uninstall.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { VERSION } from '../../shared/config/version.js';
import { Cluster } from '../support/cluster.js';
import { repositoryRoot } from '../support/daemon.js';

const DEBIAN = process.env.FARVAULT_BARE_ROOT;
const UNIT = 'etc/systemd/system/farvault-agent.service';
const OWN = ['var/lib/farvault/agent', 'var/lib/farvault/restore', 'opt/farvault/slots', 'opt/farvault/state'];

let passed = 0;
function check(what: string, holds: boolean, detail = ''): void {
  if (!holds) throw new Error(`${what}: not so\n${detail}`);
  passed++;
  console.log(`ok  ${what}`);
}

/** A Debian that nothing was installed on; FARVAULT_BARE_ROOT names one that is there already. */
function bareRoot(dir: string): string {
  const root = path.join(dir, 'bare');
  if (DEBIAN !== undefined) cpSync(DEBIAN, root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, filter: (source) => statOrNull(source) });
  else execFileSync('debootstrap', ['--variant=minbase', 'bookworm', root], { stdio: 'inherit' });
  for (const place of ['opt/farvault', 'var/lib/farvault', UNIT]) check(`bare: no ${place}`, !existsSync(path.join(root, place)));
  return root;
}

function statOrNull(source: string): boolean {
  const stat = statSync(source, { throwIfNoEntry: false });
  return stat === undefined || stat.isFile() || stat.isDirectory();
}

/** In its own mount namespace. `strict`: as ProtectSystem=strict and ReadWritePaths make it. */
function inside(root: string, command: string, strict = false): [string, string[]] {
  const mounts = [`mount --bind ${root} ${root}`, `mount -t proc proc ${root}/proc`, `mount --rbind /dev ${root}/dev`, ...(strict ? [...OWN.map((place) => `mount --bind ${root}/${place} ${root}/${place}`), `mount -o remount,bind,ro ${root}`] : [])];
  return ['unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', `${mounts.join('; ')}; exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot ${root} sh -c "$1"`, 'sh', command]];
}

function run(root: string, command: string): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(...inside(root, command), { encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

async function makeInstaller(cluster: Cluster, dir: string): Promise<string> {
  execFileSync(process.execPath, [path.join(repositoryRoot, 'dist/scripts/release/release.js'), '--platform', `linux-${process.arch}`, '--out', dir, '--version', VERSION, '--level', '3'], { stdio: 'inherit' });
  const at = (name: string): string => path.join(dir, name);
  const release = (...args: string[]): Promise<string> => cluster.ok(['release', ...args]);
  const archive = at(`farvault-agent-${VERSION}-linux-${process.arch}.tar.zst`);
  for (const key of ['one', 'two', 'targets']) await release('keygen', '--out', at(`${key}.key`), '--no-passphrase');
  await release('server-key', '--out', at('server-key.json'));
  await release('root', '--out', at('1.root.json'), '--root-key', at('one.key.pub'), '--root-key', at('two.key.pub'), '--targets-key', at('targets.key.pub'), '--server-key', at('server-key.json'));
  for (const key of ['one', 'two']) await release('sign', at('1.root.json'), '--key', at(`${key}.key`));
  await release('create', archive, '--targets', at('1.targets.json'));
  await release('sign', at('1.targets.json'), '--key', at('targets.key'), '--root', at('1.root.json'));
  await release('import', at('1.root.json'), at('1.targets.json'), archive);
  await cluster.ok(['office', 'create', 'lyon']);
  await cluster.ok(['agent', 'installer', '--office', 'lyon', '--name', 'bare', '--out', at('install.sh'), '--root', at('1.root.json'), '--platform', `linux-${process.arch}`]);
  return at('install.sh');
}

/** Files of many owners, which only root may read. */
function makeSource(root: string): void {
  const script = 'umask 077; mkdir /srv/source; cd /srv/source; echo top >own; echo other >other; chown 4321:8765 other; chmod 640 other; mkdir locked; echo in >locked/file; chmod 400 locked/file; chown -R 1234:5678 locked; chmod 0 locked; cp /bin/true suid; chmod 4755 suid; mkfifo fifo; ln own hard; ln -s own link; chown -h 77:77 link';
  const made = run(root, script);
  check('files that only root may read', made.code === 0, made.output);
}

const LISTING = "find . -printf '%P %y %m %U %G %s %l\\n' | sort; find . -type f | sort | xargs cat | sha256sum";

async function work(cluster: Cluster, root: string): Promise<void> {
  const agent: ChildProcess = spawn(...inside(root, 'exec /opt/farvault/launcher run run --data-dir /var/lib/farvault/agent', true), { stdio: 'ignore', detached: true });
  try {
    await cluster.admin.isOnline('bare');
    for (let tries = 0; !(await cluster.admin.isOnline('bare').catch(() => false)); tries++) {
      if (tries > 300) throw new Error('the agent did not connect');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    check('it connects', true);
    const again = run(root, 'sh /root/install.sh');
    check('installing again says that all is well', again.code === 0 && /^Installed already, running, connected to /m.test(again.output), again.output);
    const status = readFileSync(`/proc/${agentPid(root)}/status`, 'utf8');
    check('it runs as its own user, with its capabilities and no others', /^Uid:\s+[1-9]/m.test(status) && /^CapBnd:\s+000000008000001f$/m.test(status) && /^CapEff:\s+000000008000001f$/m.test(status) && /^NoNewPrivs:\s+1$/m.test(status), status);
    await cluster.ok(['job', 'create', 'source', '--agent', 'bare', '--path', '/srv/source']);
    const backup = await cluster.backUp('source');
    check('it backs up what only root may read', backup.state === 'succeeded', JSON.stringify(backup));
    const restored = await cluster.ctl(['restore', 'latest:source:/srv/source', '--agent', 'bare', '--target', '/var/lib/farvault/restore/there', '--wait']);
    check('it restores', restored.code === 0, restored.stdout.toString() + restored.stderr);
    check('owners, modes, kinds and contents are as they were', run(root, `cd /srv/source; ${LISTING}`).output === run(root, `cd /var/lib/farvault/restore/there; ${LISTING}`).output);
    const outside = await cluster.ctl(['restore', 'latest:source:/srv/source', '--agent', 'bare', '--target', '/srv/elsewhere', '--wait']);
    check('nowhere but below its restore roots', outside.code !== 0 && !existsSync(path.join(root, 'srv/elsewhere')), outside.stderr);
  } finally {
    process.kill(-agent.pid!, 'SIGTERM');
    await new Promise((resolve) => agent.on('exit', resolve));
  }
}

function agentPid(root: string): number {
  return Number(readFileSync(path.join(root, 'opt/farvault/state/running'), 'utf8').split(' ')[1]);
}

function checkUnit(dir: string, root: string): void {
  // Verified on a machine that has systemd: the program that it starts is there only inside.
  const unit = path.join(dir, 'farvault-agent.service');
  writeFileSync(unit, readFileSync(path.join(root, UNIT), 'utf8').replace('ExecStart=/opt/farvault/launcher', 'ExecStart=/bin/true'));
  const verified = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
  check('systemd takes the unit, without a warning', verified.status === 0 && verified.stderr === '', verified.stderr);
  const score = /exposure level for .*: ([\d.]+)/.exec(spawnSync('systemd-analyze', ['security', '--offline=yes', unit], { encoding: 'utf8' }).stdout)?.[1];
  check(`systemd-analyze security: ${score}, at most 3.5`, Number(score) <= 3.5);
}

const dir = mkdtempSync(path.join(os.tmpdir(), 'farvault-bare-'));
chmodSync(dir, 0o755);
const cluster = new Cluster(path.join(dir, 'cluster'));
try {
  const root = bareRoot(dir);
  mkdirSync(path.join(root, 'usr/local/bin'), { recursive: true });
  mkdirSync(path.join(root, 'etc/systemd/system'), { recursive: true });
  await cluster.startServer();
  cpSync(await makeInstaller(cluster, dir), path.join(root, 'root/install.sh'));
  const listing = 'find / -xdev -path /proc -prune -o -path /dev -prune -o -path /root -prune -o -print | sort; cat /etc/passwd /etc/group';
  const before = run(root, listing).output;
  const dry = run(root, 'sh /root/install.sh --dry-run');
  check('a dry run changes nothing', dry.code === 0 && dry.output.includes('would:  place') && run(root, listing).output === before, dry.output);
  const first = run(root, 'sh /root/install.sh');
  check('it installs', first.code === 0 && first.output.includes('as bare of office lyon'), first.output);
  check('nothing of the unpacked release is left', !run(root, 'ls /opt/farvault').output.includes('installer'));
  checkUnit(dir, root);
  makeSource(root);
  await work(cluster, root);
  check('uninstalling wants to be sure', run(root, 'backup-agent uninstall').code === 2);
  const gone = run(root, 'rm -rf /srv/source /var/lib/farvault/restore/there; backup-agent uninstall --yes');
  check('it uninstalls', gone.code === 0, gone.output);
  const after = run(root, listing).output;
  check('and leaves nothing', after.replaceAll(/^\/etc\/(passwd|group|shadow|gshadow)-\n|^\/etc\/systemd\/system\/multi-user\.target\.wants\n/gm, '') === before.replaceAll(/^\/etc\/(passwd|group|shadow|gshadow)-\n|^\/etc\/systemd\/system\/multi-user\.target\.wants\n/gm, ''));
  console.log(`${passed} passed, 0 failed`);
} catch (error) {
  console.error(error);
  console.log(`${passed} passed, 1 failed`);
  process.exitCode = 1;
} finally {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
}
