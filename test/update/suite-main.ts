// `npm run test:update`: hundreds of updates, each with something that happens to it, and after each an agent that runs and backs up (docs/reliability.md).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CuttableFileSystem, TemporaryFileSystem, whyNoMounts, whyNoPowerCuts } from '../support/file-system.js';
import { repositoryRoot } from '../support/daemon.js';
import { describeFault, type Plan } from './faults.js';
import { Lane } from './lane.js';
import { makePlans } from './plan.js';
import { Tally } from './tally.js';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, from: { type: 'string', default: '1' }, to: { type: 'string' }, only: { type: 'string' }, kind: { type: 'string' }, agents: { type: 'string', default: '4' }, keep: { type: 'boolean', default: false } },
});
const seed = Number(values.seed);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repositoryRoot }).toString().trim();
const noCuts = whyNoPowerCuts();
const noDisks = whyNoMounts();
const all = makePlans(seed, { cuts: noCuts === null, disks: noDisks === null });
const only = values.only?.split(',').map(Number);
const wanted = all.filter(({ number, kind }) => (only?.includes(number) ?? (number >= Number(values.from) && number <= Number(values.to ?? all.length))) && (values.kind === undefined || kind.includes(values.kind)));
console.log(`seed ${seed}, commit ${commit}, ${wanted.length} of ${all.length} cycles${noCuts === null ? '' : `; no losses of power: ${noCuts}`}${noDisks === null ? '' : `; no full disks: ${noDisks}`}`);

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-update-'));
const tally = new Tally((plan) => `seed ${seed}, commit ${commit}, replay: npm run test:update -- --seed ${seed} --only ${plan.number}`);
const disks: { remove(): void }[] = [];
const lanes: Lane[] = [];

/** Plans for which a machine of that sort is needed. */
const sortOf = ({ fault }: Plan): 'power' | 'disk' | 'plain' => (fault.at === 'power' ? 'power' : fault.at === 'full disk' ? 'disk' : 'plain');

/** Takes the first of a queue until it is empty. */
async function work(name: string, queue: Plan[], disk?: CuttableFileSystem | TemporaryFileSystem): Promise<void> {
  const lane = await Lane.open({ name, dir: path.join(dir, name), disk });
  lanes.push(lane);
  for (let plan = queue.shift(); plan !== undefined; plan = queue.shift()) {
    try {
      const end = await lane.play(plan);
      tally.passed(plan, end);
      console.log(`${String(plan.number).padStart(4)} ${end.end.padEnd(6)} ${end.seconds.toFixed(1).padStart(5)} s ${end.hit ? ' ' : '-'} ${plan.kind}: ${describeFault(plan)}`);
    } catch (error) {
      tally.failed(plan, error);
    }
  }
}

function onDisk<Disk extends CuttableFileSystem | TemporaryFileSystem>(disk: Disk): Disk {
  disks.push(disk);
  return disk;
}

try {
  const [plain, power, disk] = (['plain', 'power', 'disk'] as const).map((sort) => wanted.filter((plan) => sortOf(plan) === sort));
  // The cycles under way end as ever.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => [plain, power, disk].forEach((queue) => (queue.length = 0)));
  await Promise.all([
    ...Array.from({ length: Math.min(Number(values.agents), plain.length) }, (_, n) => work(`agent-${n + 1}`, plain)),
    ...(power.length > 0 ? [work('agent-power', power, onDisk(new CuttableFileSystem(512)))] : []),
    ...(disk.length > 0 ? [work('agent-disk', disk, onDisk(new TemporaryFileSystem('size=256m')))] : []),
  ]);
} finally {
  await Promise.all(lanes.map((lane) => lane.close()));
  for (const disk of disks) disk.remove();
  if (!values.keep) rmSync(dir, { recursive: true, force: true });
}
console.log(tally.summary());
process.exit(tally.failures === 0 ? 0 : 1);
