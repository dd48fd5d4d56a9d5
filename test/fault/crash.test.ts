// Kill -9 at every named point (F1, F29). `npm test` takes a rotating sample of the points; `npm run test:fault` all of them, several hits each.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAILPOINTS, type Failpoint } from '../../shared/failpoints/failpoints.js';
import { CrashRig, type Round, type Side } from './crash-rig.js';

const LONG = process.env['FARVAULT_FAULT'] === 'long';
const SEED = Number(process.env['FARVAULT_SEED'] ?? 1);
const ONLY = process.env['FARVAULT_POINT'];

function sidesOf(point: Failpoint): Side[] {
  if (point.startsWith('file.durable')) return ['server', 'agent'];
  return point.startsWith('agent.') || point.startsWith('restore.') ? ['agent'] : ['server'];
}

const ALL: Round[] = (Object.keys(FAILPOINTS) as Failpoint[]).flatMap((point) => sidesOf(point).flatMap((side) => (LONG ? [1, 2, 3, 7] : [1]).map((hit) => ({ side, point, hit }))));
/** Where a wrong order of writes would show first. */
const SHORT: Failpoint[] = ['pack.records.written', 'pack.flushed', 'range.journalled', 'journal.group.written', 'backup.frame.durable', 'snapshot.committed', 'backup.commit.committed', 'agent.backup.afterCommit', 'agent.manifest.afterSettled'];
const rounds = ALL.filter((round) => (ONLY !== undefined ? round.point === ONLY : LONG || SHORT.includes(round.point)));

describe('kill -9', () => {
  let dir: string;
  let rig: CrashRig;
  let killed = 0;
  const missed: string[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'fv-crash-'));
    rig = new CrashRig(dir, SEED);
    await rig.prepare();
  });

  afterAll(async () => {
    await rig?.stop();
    rmSync(dir, { recursive: true, force: true });
    console.log(`crash suite: ${killed} kills, not reached: ${missed.join(', ') || 'none'}`);
  });

  it.each(rounds)('of the $side at $point, hit $hit', async (round) => {
    const result = await rig.run(round).catch((error: unknown) => {
      throw new Error(`replay: FARVAULT_SEED=${SEED} FARVAULT_POINT=${round.point} npm run test:fault`, { cause: error });
    });
    if (result.killed) killed++;
    else missed.push(`${round.point}@${round.hit}`);
    if (SHORT.includes(round.point) && round.hit === 1) expect(result.killed).toBe(true);
  });
});
