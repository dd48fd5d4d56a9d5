// The main job, shown on a real tree: server, agent, two backups, a restore, and a comparison of every byte and attribute.
import { appendFileSync, copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatBytes, formatCount, formatDuration } from '../../backupctl/output/format.js';
import { messageOf } from '../../shared/errors/errors.js';
import { Cluster } from '../../test/support/cluster.js';
import { compareTrees } from '../../test/support/compare-trees.js';
import { repositoryRoot } from '../../test/support/daemon.js';

interface RunJson {
  state: string;
  filesTotal: number;
  filesNew: number;
  filesChanged: number;
  filesUnchanged: number;
  bytesRead: number;
  bytesLogical: number;
  bytesUnique: number;
  chunksTotal: number;
  chunksSent: number;
  bytesSent: number;
  bytesStored: number;
  bytesReceived: number;
  filesRestored: number;
  error: string | null;
}

interface Timed {
  run: RunJson;
  ms: number;
}

const HELP = `npm run quickstart [-- OPTIONS]
Shows the main job on a real tree, in a temporary directory: server, agent, two backups, a restore, a comparison of every byte and attribute.

  --path DIR   the tree to protect (default: this clone with its node_modules). It is only read.
  --keep       leave server and agent running, and print the commands to go on with
  --help       this text`;

const SAMPLE_FILES = 5;
const SAMPLE_MAX_BYTES = 1024 * 1024;
const SEPARATOR = '─'.repeat(72);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Copies a few of the tree's files aside: those are changed between the two backups, so that the tree itself is never touched. */
function takeSample(tree: string, playground: string): string[] {
  mkdirSync(playground, { recursive: true });
  const taken: string[] = [];
  const queue = [tree];
  for (let dir = queue.shift(); dir !== undefined && taken.length < SAMPLE_FILES; dir = queue.shift()) {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const file = path.join(dir, entry.name);
      if (entry.isDirectory() && queue.length < 1000) queue.push(file);
      else if (entry.isFile() && taken.length < SAMPLE_FILES && statSync(file).size < SAMPLE_MAX_BYTES) {
        const copy = path.join(playground, `${taken.length + 1}-${entry.name}`);
        copyFileSync(file, copy);
        taken.push(copy);
      }
    }
  }
  while (taken.length < 2) {
    const made = path.join(playground, `${taken.length + 1}-sample.txt`);
    writeFileSync(made, `sample ${taken.length + 1}\n`);
    taken.push(made);
  }
  return taken;
}

function change(sample: string[], playground: string): string {
  appendFileSync(sample[0], 'one more line, written between the two backups\n');
  rmSync(sample[1]);
  writeFileSync(path.join(playground, 'new-file.txt'), 'made between the two backups\n');
  return 'appended to 1 file, removed 1, made 1 (in a copy beside the tree, which itself stays as it is)';
}

async function timed(cluster: Cluster, args: string[]): Promise<Timed> {
  const start = performance.now();
  const done = await cluster.ctl([...args, '--wait', '--json'], { timeoutMs: 6 * 3600_000 });
  const ms = performance.now() - start;
  if (done.stdout.length === 0) throw new Error(`backupctl ${args.join(' ')}: exit ${done.code}\n${done.stderr}`);
  const run = JSON.parse(done.stdout.toString()) as RunJson;
  if (done.code !== 0) {
    const log = await cluster.ctl(['run', 'logs', (run as unknown as { id: string }).id, '--level', 'warn']);
    throw new Error(`backupctl ${args.join(' ')}: ${run.state}${run.error === null ? '' : `: ${run.error}`}\n${log.stdout.toString().split('\n').slice(0, 20).join('\n')}`);
  }
  return { run, ms };
}

function row(name: string, first: string, second: string): string {
  return `  ${name.padEnd(24)}${first.padStart(20)}${second.padStart(20)}`;
}

function summary(first: Timed, second: Timed, restore: Timed, compared: { files: number; bytes: number; entries: number }, compareMs: number): string {
  const dedup = first.run.bytesLogical / Math.max(1, first.run.bytesUnique);
  const compression = first.run.bytesUnique / Math.max(1, first.run.bytesSent);
  return [
    SEPARATOR,
    row('', 'first backup', 'second backup'),
    row('files', formatCount(first.run.filesTotal), formatCount(second.run.filesTotal)),
    row('  new or changed', formatCount(first.run.filesNew + first.run.filesChanged), formatCount(second.run.filesNew + second.run.filesChanged)),
    row('protected', formatBytes(first.run.bytesLogical), formatBytes(second.run.bytesLogical)),
    row('read', formatBytes(first.run.bytesRead), formatBytes(second.run.bytesRead)),
    row('chunks cut', formatCount(first.run.chunksTotal), formatCount(second.run.chunksTotal)),
    row('sent on the wire', formatBytes(first.run.bytesSent), formatBytes(second.run.bytesSent)),
    row('time', formatDuration10(first.ms), formatDuration10(second.ms)),
    '',
    `  deduplication ${dedup.toFixed(2)} (protected to unique) · compression ${compression.toFixed(2)} (unique to sent)`,
    `  restored ${formatCount(restore.run.filesRestored)} files, ${formatBytes(restore.run.bytesReceived)} received, in ${formatDuration10(restore.ms)}`,
    `  compared ${formatCount(compared.entries)} entries, ${formatBytes(compared.bytes)}, with bytes, modes, owners, times, links and attributes, in ${formatDuration10(compareMs)}: no difference`,
    SEPARATOR,
  ].join('\n');
}

function formatDuration10(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { path: { type: 'string' }, keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const wanted = path.resolve(values.path ?? repositoryRoot);
  if (!existsSync(wanted) || !lstatSync(realpathSync(wanted)).isDirectory()) {
    say(`quickstart: ${wanted} is not a directory`);
    return 2;
  }
  const tree = realpathSync(wanted);
  const dir = mkdtempSync(path.join(os.tmpdir(), 'farvault-quickstart-'));
  const playground = path.join(dir, 'changing');
  const restored = path.join(dir, 'restored');
  const cluster = new Cluster(path.join(dir, 'farvault'));
  let kept = false;
  try {
    say(`Working in ${dir}`);
    const sample = takeSample(tree, playground);
    await cluster.startServer();
    say(`Server ready at ${cluster.address}`);
    await cluster.addAgent('this-machine', 'quickstart', { restoreRoot: restored });
    say('Agent enrolled with a one-time token, and online');
    await cluster.ok(['job', 'create', 'demo', '--agent', 'this-machine', '--path', tree, '--path', playground, '--cachedir-tagged', '--snapshot', 'none']);
    say(`Backing up ${tree} ...`);
    const first = await timed(cluster, ['job', 'run', 'demo']);
    say(`Changing a few files: ${change(sample, playground)}`);
    const second = await timed(cluster, ['job', 'run', 'demo']);
    say('Restoring into an empty directory ...');
    const restore = await timed(cluster, ['restore', 'latest:demo', '--agent', 'this-machine', '--target', restored]);
    say('Comparing every byte and attribute ...');
    const start = performance.now();
    const skip = (relative: string): boolean => path.join(tree, relative) === dir;
    const owners = process.getuid?.() === 0;
    const results = [compareTrees(tree, path.join(restored, tree), { owners, skip }), compareTrees(playground, path.join(restored, playground), { owners })];
    const differences = results.flatMap((result) => result.differences);
    if (differences.length > 0) {
      say(`DIFFERENT: ${differences.length} differences between ${tree} and what was restored`);
      for (const { path: where, what } of differences.slice(0, 20)) say(`  ${where}: ${what}`);
      return 1;
    }
    const sum = { entries: 0, files: 0, bytes: 0 };
    for (const result of results) {
      sum.entries += result.entries;
      sum.files += result.files;
      sum.bytes += result.bytes;
    }
    say(summary(first, second, restore, sum, performance.now() - start));
    if (values.keep) {
      kept = true;
      cluster.release();
      const ctl = `node ${path.join(repositoryRoot, 'dist/backupctl/main.js')}`;
      say(`Server (pid ${cluster.server!.pid}) and agent (pid ${cluster.agents.get('this-machine')!.daemon!.pid}) keep running. Go on with:`);
      say(`  export BACKUPCTL_CONFIG=${cluster.config}`);
      for (const line of ['status', 'snapshot list', 'snapshot ls latest:demo --recursive | head', `snapshot find '*.json'`, 'job run demo --wait', `restore latest:demo:${tree.slice(1)} --output ${path.join(dir, 'again')} --dry-run`]) say(`  ${ctl} ${line}`);
      say(`Stop and remove all: kill ${cluster.server!.pid} ${cluster.agents.get('this-machine')!.daemon!.pid}; rm -rf ${dir}`);
    }
    return 0;
  } catch (error) {
    say(`quickstart failed: ${messageOf(error)}`);
    return 1;
  } finally {
    if (!kept) {
      await cluster.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  }
}

process.exit(await main());
