// G20, T1, T2: somebody with root on an agent's machine has ninety days. Whatever they do there, what the rules would have kept of the days before is there, and restores.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { evaluate } from '../../server/alerts/evaluate.js';
import { KINDS } from '../../server/alerts/kinds.js';
import { RuleSet } from '../../server/alerts/rules.js';
import { WorldView } from '../../server/alert-world.js';
import { planGroup } from '../../server/retention/plan.js';
import { RULES } from '../../server/rpc/rules.js';
import { blake3 } from '../../shared/hash/hash.js';
import { DEFAULTS } from '../../shared/settings/index.js';
import { seededBytes } from '../../shared/restore/testing/trees.js';
import { DAY_MS, Scene, type Files } from '../support/ransomware.js';
import { countOf, LONG, replay, SEED } from './settings.js';

const DAYS = 90;
const HONEST_DAYS = 30;
const FLOOD = countOf('FLOOD', LONG ? 10_000 : 400);
const FILES = 60;
/** In the short form; in the long one each night. */
const GC_EVERY_DAYS = 10;
const RULES_OF_JOB = { keepDaily: 65, keepWeekly: 12, keepMonthly: 6, trashFor: 14 * DAY_MS };

let scene: Scene | null = null;
let dataDir = '';

afterEach(async () => {
  await scene?.close();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** Text, of which a few files change each day. */
function honest(day: number): Files {
  const files: Files = new Map();
  for (let i = 0; i < FILES; i++) {
    const version = i % 10 === 0 ? day : 0;
    files.set(`doc${i}.txt`, Buffer.from(`file ${i} version ${version} seed ${SEED}\n`.repeat(200)));
  }
  return files;
}

/** Names and bytes. */
const picture = (files: Files): string[] => [...files].map(([name, content]) => `${name} ${blake3(content).toString('hex')}`).sort();

/** What the attacker leaves on one of the days after; `lie`: the counters that the agent claims. */
function attacked(day: number): { files: Files; lie: Record<string, number> } {
  const lie = { filesTotal: FILES, filesNew: 0, filesChanged: 0, filesUnchanged: FILES };
  const encrypted: Files = new Map([...honest(0).keys()].map((name, i) => [`${name}.locked`, seededBytes(SEED * 1_000 + day * 100 + i, 4_000)]));
  // Encrypted and renamed, emptied, half deleted, put back for a day so that all looks well, and so on.
  if (day % 4 === 1) return { files: new Map(), lie };
  if (day % 4 === 2) return { files: new Map([...encrypted].slice(0, FILES / 2)), lie };
  if (day % 4 === 3) return { files: honest(0), lie };
  return { files: encrypted, lie };
}

test(`ninety days with root on an agent, ${FLOOD} snapshots in a flood: every earlier snapshot that the rules would have kept restores`, async () => {
  await replay('npx vitest run test/fault/ransomware.test.ts', async () => {
    dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ransomware-'));
    const one = (scene = await Scene.open(dataDir, RULES_OF_JOB));
    const before = new Map<string, { day: number; timeMs: number }>();
    // What would be there had nobody come: as many snapshots, at the same times.
    const honestTimes: number[] = [];
    for (let day = 0; day < DAYS; day++) {
      honestTimes.push(one.clock.now());
      if (day < HONEST_DAYS) before.set(await one.backUp(honest(day)), { day, timeMs: one.clock.now() });
      else {
        const { files, lie } = attacked(day - HONEST_DAYS);
        await one.backUp(files, lie);
        if (day === HONEST_DAYS + 1) {
          await one.flood(files, FLOOD);
          expect(one.snapshots().length).toBeGreaterThan(FLOOD);
        }
      }
      await one.night({ collect: LONG || day % GC_EVERY_DAYS === 0 });
      if (day === HONEST_DAYS) await alarmed(one);
    }

    const ids = [...before.keys()];
    const timeline = honestTimes.map((timeMs, day) => ({ id: ids[day] ?? `day ${day}`, timeMs, commit: day, partial: false }));
    const kept = planGroup({ snapshots: timeline, rules: { ...DEFAULTS, ...RULES_OF_JOB }, timezone: 'UTC', nowMs: one.clock.now(), bars: () => [] }).filter(({ keep }) => keep);
    const expected = kept.map(({ snapshot }) => snapshot.id).filter((id) => before.has(id));
    expect(expected.length).toBeGreaterThan(5);
    // The rules have taken others, and the garbage of the flood has gone.
    expect(one.snapshots().length).toBeLessThan(DAYS + 20);
    for (const id of expected) expect(picture(await one.restore(id)), `snapshot of day ${before.get(id)!.day}`).toEqual(picture(honest(before.get(id)!.day)));
    // The last three good ones are held, and would be there without any rule.
    for (const id of ids.slice(-3)) {
      expect(one.foundation.state.snapshots.get(id)?.holds.some(({ owner }) => owner === 'tamper')).toBe(true);
      expect(picture(await one.restore(id))).toEqual(picture(honest(before.get(id)!.day)));
    }
  });
}, 600_000);

/** On the first night: an alert that is critical, a line in `status`, and holds. */
async function alarmed(one: Scene): Promise<void> {
  const { foundation, control, care } = one;
  const world = await new WorldView(foundation, control, () => []).read();
  const { conditions } = evaluate({ ...world, listeningSinceMs: 0, spaceHistory: [] }, new RuleSet([]), KINDS, one.clock.now());
  expect(conditions.filter(({ kind, severity }) => kind === 'mass-change' && severity === 'critical')).toHaveLength(1);
  expect(care.attention().join('\n')).toMatch(/docs has looked as if it were attacked.*3 snapshots are held/);
}

test('no call of the administrators takes the certificate of an agent, whatever it names', () => {
  const admin = Object.entries(RULES).filter(([name]) => name.startsWith('/farvault.v1.Admin/'));
  expect(admin.length).toBeGreaterThan(60);
  expect(admin.filter(([, { roles }]) => roles.includes('agent'))).toEqual([]);
});
