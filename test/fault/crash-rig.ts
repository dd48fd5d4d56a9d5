// Kills the real server or the real agent at one named point of a backup, a restore or a start, starts it again, and looks whether all that was
// acknowledged is there and the run ends by itself. One rig is used for many rounds: what earlier rounds stored must survive the later ones.
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Failpoint } from '../../shared/failpoints/failpoints.js';
import { hasEnded } from '../support/admin-client.js';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { PROGRAMS, runProgram } from '../support/daemon.js';
import { seeded, type Random } from '../support/random.js';

export type Side = 'server' | 'agent' | 'rebuild';

/** What is done to the stopped server before it is started armed. */
export type Setup = 'nothing' | 'torn-journal' | 'views-lost' | 'second-office' | 'full-pack' | 'collection';

export interface Round {
  side: Side;
  point: Failpoint;
  hit: number;
  setup?: Setup;
  /** Points at which the starts after that are killed (kills during recovery). */
  then?: Failpoint[];
}

const END_MS = 60_000;
const GARBAGE_BYTES = 8 << 20;
/** With the data of earlier rounds more than one pack holds. */
const FULL_PACK_BYTES = 270 << 20;

export class CrashRig {
  readonly #dir: string;
  readonly #tree: string;
  readonly #random: Random;
  readonly cluster: Cluster;
  /** Digest of the tree, by snapshot that was acknowledged. */
  readonly #acknowledged = new Map<string, string>();
  #round = 0;
  /** Runs that were cancelled here. */
  readonly #calledOff = new Set<string>();
  #collection: string | null = null;

  /** `serverDir`: where the server's data lies; default: in `dir`. */
  constructor(dir: string, seed: number, serverDir?: string) {
    this.#dir = dir;
    this.#tree = path.join(dir, 'tree');
    this.#random = seeded(seed);
    this.cluster = new Cluster(path.join(dir, 'farvault'), serverDir);
  }

  /** `armed`: points at which first starts of the server are killed, one after the other. Gives those that were reached. */
  async prepare(armed: { point: Failpoint; hit: number }[] = []): Promise<Failpoint[]> {
    mkdirSync(path.join(this.#tree, 'small'), { recursive: true });
    for (let i = 0; i < 40; i++) this.#write(i);
    // Enough entries for a manifest of several chunks.
    for (let i = 0; i < 1200; i++) writeFileSync(path.join(this.#tree, 'small', `${i}-${'n'.repeat(60)}`), `${i}`);
    const killed: Failpoint[] = [];
    for (const { point, hit } of armed) if (await this.#startKilled(point, hit)) killed.push(point);
    if (this.cluster.server?.running !== true) await this.cluster.startServer();
    await this.cluster.addAgent('a', 'office', { restoreRoot: path.join(this.#dir, 'restored') });
    await this.cluster.ok(['job', 'create', 'crash', '--agent', 'a', '--path', this.#tree, '--snapshot', 'none']);
    return killed;
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
  }

  /** The points at which the process was killed. Throws when anything acknowledged is lost or wrong, or when the run does not end by itself. */
  async run(round: Round): Promise<Failpoint[]> {
    this.mutate();
    const killed = round.side === 'rebuild' ? await this.#killRebuild(round) : await this.#killDaemon(round);
    for (const point of round.then ?? []) if (await this.#startKilled(point, 1)) killed.push(point);
    await this.bringUp();
    await this.check();
    return killed;
  }

  async #killDaemon(round: Round): Promise<Failpoint[]> {
    const { side, point, hit } = round;
    await this.#setUp(round);
    const agent = this.cluster.agents.get('a')!;
    let died = false;
    if (side === 'server') died = await this.#startKilled(point, hit);
    else await this.cluster.startAgent('a', { env: armedFor(point, hit) });
    const victim = side === 'server' ? this.cluster.server! : agent.daemon!;
    if (!died) {
      await this.cluster.online('a').catch(() => undefined);
      const run = await this.cluster.admin.startJob(round.setup === 'second-office' ? 'crash-b' : 'crash').catch(() => null);
      if (run !== null) await this.#untilDeadOr(victim, async () => hasEnded(await this.cluster.admin.run(run.id)));
      if (round.setup === 'collection') await this.#untilDeadOr(victim, () => this.#collected());
    }
    if (victim.running) {
      // The restore has points of its own, on the agent.
      const target = path.join(this.#dir, 'restored', 'armed');
      rmSync(target, { recursive: true, force: true });
      const snapshot = [...this.#acknowledged.keys()].at(-1);
      if (side === 'agent' && snapshot !== undefined) {
        const restore = await this.cluster.admin.call((admin) => admin.startRestore.bind(admin), { agent: 'a', spec: { snapshotId: snapshot, target, overwrite: 'changed' } });
        await this.#untilDeadOr(victim, async () => hasEnded(await this.cluster.admin.run(restore.id)));
      }
      // So has a clean end.
      await victim.stop();
    }
    return victim.child.signalCode === 'SIGKILL' ? [point] : [];
  }

  /** Data that a run has stored and that no snapshot refers to: the agent dies before it commits, and the run is called off. */
  async #makeGarbage(): Promise<void> {
    const big = path.join(this.#tree, 'garbage');
    writeFileSync(big, randomBytes(GARBAGE_BYTES));
    await this.cluster.agents.get('a')!.daemon!.stop();
    const agent = await this.cluster.startAgent('a', { env: armedFor('agent.backup.beforeCommit', 1) });
    const run = await this.cluster.admin.startJob('crash');
    await this.#untilDeadOr(agent, async () => hasEnded(await this.cluster.admin.run(run.id)));
    rmSync(big);
    await this.cluster.admin.call((admin) => admin.cancelRun.bind(admin), { id: run.id });
    this.#calledOff.add(run.id);
    await this.cluster.startAgent('a');
    await this.cluster.ended(run.id, END_MS);
  }

  /** A collection; true when it has ended, however. */
  async #collected(): Promise<boolean> {
    this.#collection ??= (await this.cluster.admin.call((admin) => admin.startGc.bind(admin), { allowLarge: true })).id;
    return hasEnded(await this.cluster.admin.run(this.#collection));
  }

  async #setUp({ side, setup, hit }: Round): Promise<void> {
    this.#collection = null;
    if (setup === 'collection') await this.#makeGarbage();

    const current = side === 'server' ? this.cluster.server! : this.cluster.agents.get('a')!.daemon!;
    if (setup === 'second-office' && !this.cluster.agents.has('b')) {
      await this.cluster.addAgent('b', 'other');
      await this.cluster.ok(['job', 'create', 'crash-b', '--agent', 'b', '--path', this.#tree, '--snapshot', 'none']);
    }
    if (setup === 'full-pack') {
      const noise = Buffer.alloc(1 << 20);
      const big = path.join(this.#tree, 'big');
      rmSync(big, { force: true });
      for (let written = 0; written < FULL_PACK_BYTES; written += noise.length) {
        for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE(Math.floor(this.#random.next() * 2 ** 32), at);
        appendFileSync(big, noise);
      }
    } else rmSync(path.join(this.#tree, 'big'), { force: true });
    const unclean = setup === 'torn-journal' || hit % 2 === 0;
    await current.stop(unclean ? 'SIGKILL' : 'SIGTERM');
    if (setup === 'torn-journal') {
      const journal = path.join(this.cluster.serverDir, 'journal');
      const last = readdirSync(journal).filter((name) => name.endsWith('.fvj')).sort().at(-1)!;
      appendFileSync(path.join(journal, last), Buffer.from('FVJR torn'));
    }
    if (setup === 'views-lost') for (const view of ['index', 'grants', 'catalog']) rmSync(path.join(this.cluster.serverDir, view), { recursive: true, force: true });
  }

  async #killRebuild({ point, hit }: Round): Promise<Failpoint[]> {
    await this.cluster.server!.stop();
    writeFileSync(path.join(this.cluster.serverDir, 'packs', '0000009999.fvp'), 'not a pack');
    const rebuild = ['rebuild', '--data-dir', this.cluster.serverDir, '--from-packs'];
    const first = await runProgram(PROGRAMS.backupd, rebuild, { env: armedFor(point, hit) });
    const second = await runProgram(PROGRAMS.backupd, rebuild);
    if (second.code !== 0) throw new Error(`the rebuild after the killed one: exit ${second.code}\n${second.stdout.toString()}${second.stderr}`);
    return first.signal === 'SIGKILL' ? [point] : [];
  }

  /** True: it was killed before it was ready. */
  async #startKilled(point: Failpoint, hit: number): Promise<boolean> {
    if (this.cluster.server?.running === true) await this.cluster.server.stop('SIGKILL');
    try {
      await this.cluster.startServer({ env: armedFor(point, hit) });
      return false;
    } catch (error) {
      if (this.cluster.server!.child.signalCode !== 'SIGKILL') throw error;
      return true;
    }
  }

  async #untilDeadOr(victim: { running: boolean; output: string }, done: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + END_MS;
    while (victim.running && !(await done().catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`neither killed nor done within ${END_MS} ms\n${this.cluster.logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** Starts what is not running. */
  async bringUp(): Promise<void> {
    const agent = this.cluster.agents.get('a')!;
    if (!this.cluster.server!.running) await this.cluster.startServer();
    if (!agent.daemon!.running) await this.cluster.startAgent('a');
    await this.cluster.online('a', END_MS);
  }

  /** Whatever was going on ends by itself, and well; everything acknowledged is there and right. */
  async check({ older: withOlder = true } = {}): Promise<void> {
    for (const run of await this.cluster.admin.runs()) {
      const ended = hasEnded(run) ? run : await this.cluster.ended(run.id, END_MS);
      // A collection that dies with its server is begun anew some time; nothing depends on it.
      if (ended.state !== 'succeeded' && ended.kind !== 'gc' && !this.#calledOff.has(run.id)) throw new Error(`run ${run.id} (${run.kind}) ended ${ended.state}: ${ended.error}`);
    }
    const last = await this.backUp();
    const { snapshots } = await this.cluster.admin.call((admin) => admin.listSnapshots.bind(admin), { job: 'crash', limit: 1000 });
    const known = new Set(snapshots.map((snapshot) => snapshot.id));
    for (const run of await this.cluster.admin.runs()) if (run.kind === 'backup' && run.job === 'crash' && !this.#calledOff.has(run.id) && !known.has(run.snapshot)) throw new Error(`run ${run.id} was acknowledged, its snapshot ${run.snapshot} is gone`);
    for (const id of this.#acknowledged.keys()) if (!known.has(id)) throw new Error(`snapshot ${id} is gone`);
    const out = await this.#restoreWhole(last);
    const { differences } = compareTrees(this.#tree, path.join(out, this.#tree), { owners: process.getuid?.() === 0 });
    if (differences.length > 0) throw new Error(`snapshot ${last} restores differently: ${JSON.stringify(differences.slice(0, 5))}`);
    // An older one, too.
    const older = !withOlder ? undefined : [...this.#acknowledged][this.#random.between(0, Math.max(1, this.#acknowledged.size))];
    if (older !== undefined && this.#digest(path.join(await this.#restoreWhole(older[0]), this.#tree)) !== older[1]) throw new Error(`snapshot ${older[0]} restores differently than before`);
  }

  /** A run that must succeed; its snapshot is acknowledged and must be there for ever after. */
  async backUp(): Promise<string> {
    const run = await this.cluster.backUp('crash', END_MS);
    if (run.state !== 'succeeded') throw new Error(`run ${run.id} ended ${run.state}: ${run.error}`);
    this.#acknowledged.set(run.snapshot, this.#digest(this.#tree));
    return run.snapshot;
  }

  async #restoreWhole(snapshot: string): Promise<string> {
    const out = path.join(this.#dir, 'check');
    rmSync(out, { recursive: true, force: true });
    await this.cluster.ok(['restore', snapshot, '--output', out]);
    return out;
  }

  #digest(tree: string): string {
    const hash = createHash('sha256');
    for (const folder of [tree, path.join(tree, 'small')]) {
      for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.isFile()) hash.update(entry.name).update('\0').update(readFileSync(path.join(folder, entry.name)));
      }
    }
    return hash.digest('hex');
  }

  #write(i: number): void {
    const size = this.#random.between(0, i % 8 === 0 ? 700_000 : 20_000);
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; at++) bytes[at] = this.#random.next() * 256;
    writeFileSync(path.join(this.#tree, `file-${i}`), bytes);
  }

  /** Changes some files. */
  mutate(): void {
    this.#round++;
    for (let n = 0; n < 6; n++) this.#write(this.#random.between(0, 40));
    appendFileSync(path.join(this.#tree, 'round'), `round ${this.#round}\n`);
    for (let n = 0; n < 60; n++) appendFileSync(path.join(this.#tree, 'small', `${this.#random.between(0, 1200)}-${'n'.repeat(60)}`), 'x');
  }
}

function armedFor(point: Failpoint, hit: number): NodeJS.ProcessEnv {
  return { FARVAULT_FAILPOINTS: `${point}=kill@${hit}` };
}
