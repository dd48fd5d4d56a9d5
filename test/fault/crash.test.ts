// Kill -9 at every named point (F1, F2, F29). `npm test` takes the points where a wrong order of writes would show first; `npm run test:fault` all of
// them, several hits each, and requires that each was reached. Replay: FARVAULT_SEED=n FARVAULT_POINT=name npm run test:fault -- --part crash
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAILPOINTS, type Failpoint } from '../../shared/failpoints/failpoints.js';
import { countOf, LONG, replay, SEED } from './settings.js';
import { CrashRig, type Round, type Side } from './crash-rig.js';

const ONLY = process.env['FARVAULT_POINT'];
/** Rounds of each point, deeper into the work each time. */
const HITS = countOf('HITS', 3);
/** Updates of agents and imports of releases have suites of their own: `npm run test:update`, test/fault/releases.test.ts. */
const ALL = (Object.keys(FAILPOINTS) as Failpoint[]).filter((point) => !/^(agent\.update|release)\./.test(point));

/** Points that a backup, restore, start or stop of a repository in use does not pass. */
const SPECIAL: Partial<Record<Failpoint, Round>> = {
  'backup.proof.accepted': { side: 'server', point: 'backup.proof.accepted', hit: 1, setup: 'second-office' },
  'pack.footer.begin': { side: 'server', point: 'pack.footer.begin', hit: 1, setup: 'full-pack' },
  'pack.footer.written': { side: 'server', point: 'pack.footer.written', hit: 1, setup: 'full-pack' },
  'journal.tail.cut': { side: 'server', point: 'journal.tail.cut', hit: 1, setup: 'torn-journal', then: ['open.views.caughtUp'] },
  'open.views.caughtUp': { side: 'server', point: 'open.views.caughtUp', hit: 1, setup: 'views-lost' },
  'pack.tail.cut': { side: 'server', point: 'pack.flushed', hit: 1, then: ['pack.tail.cut'] },
  'recover.pack.removed': { side: 'server', point: 'pack.remove.journalled', hit: 1, setup: 'collection', then: ['recover.pack.removed'] },
  'recover.journal.aside': { side: 'rebuild', point: 'recover.journal.aside', hit: 1 },
  'recover.journal.placed': { side: 'rebuild', point: 'recover.journal.placed', hit: 1 },
  'recover.pack.aside': { side: 'rebuild', point: 'recover.pack.aside', hit: 1 },
};
/** In a repository that is made just then; `recover.pack.drop` is the start after it. */
const FRESH: Failpoint[] = ['pack.created', 'pack.header.written', 'pack.header.flushed', 'pack.durable'];
const FIRST_START: Failpoint[] = ['file.durable.created', 'file.durable.written', 'file.durable.flushed', 'file.durable.renamed', 'reserve.placed', 'journal.group.begin', 'journal.group.written', 'journal.group.flushed'];
/** Need a directory of an older format: `test/golden/upgrade.test.ts` kills there. */
const UPGRADE: Failpoint[] = ['upgrade.begin', 'upgrade.journalled', 'upgrade.marked'];
/** On the way of a garbage collection; `compact` and `pack.remove` more than once in one. */
const COLLECTING = /^(gc|compact|pack\.remove)/;
/** Need a full disk: `disk.test.ts` kills there. */
const FULL_DISK: Failpoint[] = ['journal.full', 'reserve.release'];
const NESTED: Round[] = [
  { side: 'server', point: 'pack.records.written', hit: 2, then: ['pack.tail.cut', 'pack.tail.cut', 'open.views.caughtUp'] },
  { side: 'server', point: 'range.journalled', hit: 1, setup: 'views-lost', then: ['open.views.caughtUp', 'open.views.caughtUp', 'file.durable.renamed'] },
];
const SHORT: Round[] = [
  { side: 'agent', point: 'agent.manifest.afterSettled', hit: 1 },
  { side: 'agent', point: 'agent.backup.afterCommit', hit: 1 },
  { side: 'server', point: 'pack.flushed', hit: 1, then: ['pack.tail.cut'] },
  { side: 'server', point: 'snapshot.committed', hit: 1 },
  { side: 'server', point: 'pack.remove.journalled', hit: 1, setup: 'collection' },
];

function sidesOf(point: Failpoint): Side[] {
  if (point.startsWith('file.durable')) return ['server', 'agent'];
  return point.startsWith('agent.') || point.startsWith('restore.') ? ['agent'] : ['server'];
}

function longRounds(): Round[] {
  const rounds = ALL.flatMap((point): Round[] => {
    const special = SPECIAL[point];
    if (special !== undefined) return [special];
    if (FRESH.includes(point) || FULL_DISK.includes(point) || UPGRADE.includes(point) || point === 'recover.pack.drop' || point === 'reserve.placed') return [];
    return sidesOf(point).flatMap((side) => Array.from({ length: HITS }, (_, n) => [1, 2, 5][n] ?? 1 + (n % 7)).map((hit) => ({ side, point, hit: COLLECTING.test(point) && point !== 'gc.swept' ? 1 : hit, ...(COLLECTING.test(point) ? { setup: 'collection' as const } : {}) })));
  });
  return [...rounds.filter((round) => round.setup !== 'full-pack'), ...NESTED, ...rounds.filter((round) => round.setup === 'full-pack')];
}

const rounds = (LONG ? longRounds() : SHORT).filter((round) => ONLY === undefined || round.point === ONLY);
const reached = new Map<Failpoint, number>();
const count = (points: Failpoint[]): void => points.forEach((point) => reached.set(point, (reached.get(point) ?? 0) + 1));

describe('kill -9', () => {
  let dir: string;
  let rig: CrashRig;

  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'fv-crash-'));
    rig = new CrashRig(dir, SEED);
    await rig.prepare();
  });

  afterAll(async () => {
    await rig?.stop();
    rmSync(dir, { recursive: true, force: true });
    console.log(`crash suite: ${[...reached.values()].reduce((sum, n) => sum + n, 0)} kills at ${reached.size} points`);
  });

  it.each(rounds)('of the $side at $point, hit $hit', async (round) => {
    const killed = await replay(`FARVAULT_POINT=${round.point} npm run test:fault -- --part crash`, () => rig.run(round));
    count(killed);
    if (!LONG) expect(killed).toContain(round.point);
  });
});

if (LONG && ONLY === undefined) {
  describe('kill -9 of a new repository', () => {
    it.each(FRESH)('at %s, and while that is cleared up', async (point) => {
      const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-crash-'));
      const rig = new CrashRig(dir, SEED);
      try {
        await rig.prepare();
        count(await replay('npm run test:fault -- --part crash', () => rig.run({ side: 'server', point, hit: 1, then: ['recover.pack.drop'] })));
      } finally {
        await rig.stop();
        rmSync(dir, { recursive: true, force: true });
      }
    });

    it.each(FIRST_START)('at %s of its first starts', async (point) => {
      const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-crash-'));
      const rig = new CrashRig(dir, SEED);
      try {
        count(await replay('npm run test:fault -- --part crash', () => rig.prepare([1, 2, 3, 4, 5, 6, 7, 8].map((hit) => ({ point, hit })))));
        await rig.run({ side: 'server', point: 'snapshot.committed', hit: 1 });
      } finally {
        await rig.stop();
        rmSync(dir, { recursive: true, force: true });
      }
    });

    it('every point was reached', () => {
      expect(ALL.filter((point) => !reached.has(point) && !FULL_DISK.includes(point) && !UPGRADE.includes(point))).toEqual([]);
    });
  });
}
