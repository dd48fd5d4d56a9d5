// Kill -9 of a process that stores, reads and collects, at every failpoint of the repository, many times over (F1, F2, F52): a life takes a fifth of a second, so thousands can be had.
// What whole servers and agents pass beside these points crash.test.ts kills. Replay: FARVAULT_SEED=n FARVAULT_POINT=name npm run test:fault -- --part kills
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Failpoint } from '../../shared/failpoints/failpoints.js';
import { PROGRAMS, repositoryRoot, runProgram } from '../support/daemon.js';
import { seeded } from '../support/random.js';
import { Ledger, lostOf } from './repository-work.js';
import { countOf, LONG, replay, SEED } from './settings.js';

const ONLY = process.env['FARVAULT_POINT'];
const KILLS = countOf('KILLS', LONG ? 2_000 : 39);
/** Directories that are worked in side by side. */
const LANES = 2;

interface Recipe {
  point: Failpoint;
  /** What must have happened before it is passed. */
  before?: { killedAt?: Failpoint; tornJournal?: true; viewsLost?: true; fresh?: true };
}

const WORKING: Failpoint[] = [
  'pack.created', 'pack.header.written', 'pack.header.flushed', 'pack.durable', 'pack.records.begin', 'pack.records.written', 'pack.footer.begin', 'pack.footer.written', 'pack.flush.begin', 'pack.flushed',
  'range.journal.begin', 'range.journalled', 'journal.group.begin', 'journal.group.written', 'journal.group.flushed', 'journal.segment.begin', 'journal.segment.durable', 'checkpoint.begin', 'checkpoint.durable',
  'snapshot.begin', 'snapshot.committed', 'compact.copied', 'pack.remove.begin', 'pack.remove.journalled', 'pack.remove.unlinked', 'pack.removed', 'file.durable.created', 'file.durable.written',
  'file.durable.flushed', 'file.durable.renamed', 'open.mark.begin', 'open.mark.removed', 'close.clean',
];
const RECIPES: Recipe[] = [
  ...WORKING.map((point) => ({ point })),
  { point: 'pack.tail.cut', before: { killedAt: 'pack.flushed' } },
  { point: 'recover.pack.drop', before: { killedAt: 'pack.durable' } },
  { point: 'recover.pack.removed', before: { killedAt: 'pack.remove.journalled' } },
  { point: 'journal.tail.cut', before: { tornJournal: true } },
  { point: 'open.views.caughtUp', before: { viewsLost: true } },
  { point: 'reserve.placed', before: { fresh: true } },
];

class Lane {
  #directory = '';
  #ledger = new Ledger();
  readonly #facts: string;
  #life = 0;
  readonly kills = new Map<Failpoint, number>();

  constructor(private readonly scratch: string, private readonly seed: number) {
    this.#facts = path.join(scratch, 'facts');
    this.#fresh();
  }

  #fresh(): void {
    this.#directory = mkdtempSync(path.join(this.scratch, 'repository-'));
    this.#ledger = new Ledger();
    writeFileSync(this.#facts, '');
  }

  /** True: it was killed there. */
  async #live(point: Failpoint, hit: number): Promise<boolean> {
    this.#life++;
    const done = await runProgram(PROGRAMS.repositoryWork, [this.#directory, String(this.#life), String(this.seed + this.#life), this.#facts], { env: { FARVAULT_FAILPOINTS: `${point}=kill@${hit}` }, timeoutMs: 60_000 });
    appendFileSync(this.#facts, done.stdout);
    for (const line of done.stdout.toString().split('\n')) if (line !== '') this.#ledger.take(line);
    if (done.signal === 'SIGKILL') this.kills.set(point, (this.kills.get(point) ?? 0) + 1);
    else if (done.code !== 0) throw new Error(`a life ended with ${done.code ?? done.signal}: ${done.stderr}`);
    return done.signal === 'SIGKILL';
  }

  async round({ point, before }: Recipe, hit: number): Promise<void> {
    if (before?.fresh === true || this.#life % 60 === 59) {
      rmSync(this.#directory, { recursive: true, force: true });
      this.#fresh();
    }
    if (before?.killedAt !== undefined) await this.#live(before.killedAt, hit);
    if (before?.tornJournal === true && this.#ledger.notes.size > 0) {
      const journal = path.join(this.#directory, 'journal');
      appendFileSync(path.join(journal, readdirSync(journal).filter((name) => name.endsWith('.fvj')).sort().at(-1)!), 'FVJR torn');
    }
    if (before?.viewsLost === true) for (const view of ['index', 'catalog']) rmSync(path.join(this.#directory, view), { recursive: true, force: true });
    await this.#live(point, before === undefined ? hit : 1);
    const lost = await lostOf(this.#directory, this.#ledger);
    if (lost.length > 0) throw new Error(`after a kill at ${point}, hit ${hit}, life ${this.#life}: ${lost.slice(0, 5).join('; ')}`);
  }
}

it(`loses nothing acknowledged over ${KILLS} kills of the repository`, { timeout: 30_000 + KILLS * 10_000 }, async () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'fv-kills-'));
  const recipes = RECIPES.filter(({ point }) => ONLY === undefined || point === ONLY);
  const lanes = Array.from({ length: LANES }, (_, n) => new Lane(mkdtempSync(path.join(scratch, 'lane-')), SEED * 1_000 + n));
  const kills = (): number => lanes.reduce((sum, lane) => sum + [...lane.kills.values()].reduce((a, b) => a + b, 0), 0);
  try {
    for (let round = 0; round < recipes.length || (kills() < KILLS && round < 4 * KILLS); round += LANES) {
      await Promise.all(lanes.map(async (lane, n) => {
        const recipe = recipes[(round + n) % recipes.length];
        // Deeper into the work each time that the turn comes round.
        const hit = 1 + Math.floor(seeded(SEED + round + n).next() * (1 + Math.min(8, Math.floor(round / recipes.length))));
        await replay(`FARVAULT_POINT=${recipe.point} npm run test:fault -- --part kills`, () => lane.round(recipe, hit));
      }));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const by = new Map(recipes.map(({ point }) => [point, lanes.reduce((sum, lane) => sum + (lane.kills.get(point) ?? 0), 0)]));
  console.log(`kill loop: ${kills()} kills at ${[...by.values()].filter((count) => count > 0).length} of ${by.size} points, at the rarest ${Math.min(...by.values())} (${[...by].reduce((a, b) => (b[1] < a[1] ? b : a))[0]})`);
  expect(kills()).toBeGreaterThanOrEqual(KILLS);
  if (LONG && ONLY === undefined) expect([...by].filter(([, count]) => count < Math.min(20, Math.floor(KILLS / (2 * by.size))))).toEqual([]);
  else expect([...by].filter(([, count]) => count === 0)).toEqual([]);
});

it('the list holds every failpoint of the repository', () => {
  const source = readdirSync(path.join(repositoryRoot, 'server/repository')).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(path.join(repositoryRoot, 'server/repository', name), 'utf8')).join('');
  const elsewhere = ['journal.full', 'reserve.release', 'recover.pack.aside', 'recover.journal.aside', 'recover.journal.placed', 'upgrade.begin', 'upgrade.journalled', 'upgrade.marked'];
  const passed = new Set([...source.matchAll(/failpoint\('([\w.]+)'\)/g)].map(([, name]) => name).filter((name) => !elsewhere.includes(name)));
  expect([...passed].filter((name) => !RECIPES.some(({ point }) => point === name))).toEqual([]);
});
