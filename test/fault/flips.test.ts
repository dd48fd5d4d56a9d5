// G8: bits flipped in packs (content, manifests, heads, tables, footers) and in the journal of a small repository in this process. Each is found by a full verification, no wrong byte
// is ever handed out, the next backup heals it although no file has changed, and where the bit is put back, repair takes back what was marked. The chunk index: damage.test.ts.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { seeded } from '../support/random.js';
import { FlipRig, SIGNAL, flip, sourceOf, type Source } from './flip-rig.js';
import { LONG, replay, SEED } from './settings.js';

const FLIPS = Number(process.env['FARVAULT_FLIPS'] ?? (LONG ? 20_000 : 1_000));
/** To replay one: everything up to the fresh copy before it is drawn, and not done. */
const TRIAL = Number(process.env['FARVAULT_TRIAL'] ?? 0);
/** Of them in the journal. */
const JOURNAL_SHARE = 0.1;
/** What heals is stored anew: then a fresh copy of the repository is taken. */
const FRESH_EVERY = 40;
const FILES = 40;

const random = seeded(SEED);
let pristine: string;
let source: Source;

function text(bytes: number): Buffer {
  const words = Array.from({ length: 64 }, () => Math.floor(random.next() * 1e6).toString(36));
  let line = '';
  while (line.length < bytes) line += `${words[random.between(0, words.length)]} `;
  return Buffer.from(line.slice(0, bytes));
}

beforeAll(async () => {
  pristine = mkdtempSync(path.join(os.tmpdir(), 'farvault-flips-'));
  source = sourceOf(Array.from({ length: FILES }, (_, i) => ({ path: `dir/file-${String(i).padStart(3, '0')}`, chunks: Array.from({ length: random.between(1, 6) }, () => text(random.between(10, 3_000))) })));
  const rig = await FlipRig.open(pristine);
  await rig.store(source);
  await rig.close();
});

afterAll(() => rmSync(pristine, { recursive: true, force: true }));

function place(dir: string, folder: string): { file: string; pack: number; at: number; bit: number } {
  const files = readdirSync(path.join(dir, folder)).filter((name) => /\.fv[pj]$/.test(name)).map((name) => path.join(dir, folder, name));
  const sizes = files.map((file) => statSync(file).size);
  let at = random.between(0, sizes.reduce((sum, size) => sum + size, 0));
  let i = 0;
  while (at >= sizes[i]) at -= sizes[i++];
  return { file: files[i], pack: Number(/\d+/.exec(path.basename(files[i]))![0]), at, bit: random.between(0, 8) };
}

/** Some at a time, so that one verification has several to find. */
const AT_ONCE = LONG ? 8 : 32;

it(`${FLIPS} flipped bits are found, heal, and never give a wrong byte`, { timeout: 60_000 + FLIPS * 100 }, async () => {
  let healed = 0;
  let inPacks = 0;
  let done = 0;
  let rig: FlipRig | null = null;
  for (let trial = 0; done < FLIPS; trial++) {
    if (trial % FRESH_EVERY === 0 && trial + FRESH_EVERY > TRIAL) {
      await rig?.destroy();
      rig = await FlipRig.copy(pristine);
    }
    const journal = random.next() < JOURNAL_SHARE;
    const flips = Array.from({ length: random.between(1, Math.min(AT_ONCE, FLIPS - done) + 1) }, () => place(rig?.dir ?? pristine, journal ? 'journal' : 'packs'));
    done += flips.length;
    if (rig === null) continue;
    const { repository } = rig;
    await replay(`FARVAULT_TRIAL=${trial} npm run test:fault -- flips   # trial ${trial}: ${flips.map(({ file, at, bit }) => `${path.basename(file)} byte ${at} bit ${bit}`).join(', ')}`, async () => {
      const flipAll = (): void => flips.forEach(({ file, at, bit }) => flip(file, at, bit));
      flipAll();
      if (journal) {
        const found = await repository.checkJournal(SIGNAL).catch((error: unknown) => error);
        expect(isFarvaultError(found), 'flips in the journal were not found').toBe(true);
        flipAll();
        await repository.checkJournal(SIGNAL);
        return;
      }
      inPacks += flips.length;
      const { summary, survey } = await rig!.verify();
      for (const { pack, at } of flips) expect(rig!.faults.some((fault) => fault.pack === pack && fault.offset <= at && at < fault.to), `byte ${at} of pack ${pack} was not found: ${summary}`).toBe(true);
      const lost = (await rig!.unreadable(source)).length;
      expect(survey.chunks > 0, `${lost} chunks cannot be read, ${survey.chunks} were named`).toBe(lost > 0);
      await rig!.backUpAgain(source);
      if ((await rig!.unreadable(source)).length === 0 && (await rig!.survey()).snapshots.length === 0) healed += flips.length;
      // The bits are put back: nothing is damaged any more, and repair says so.
      flipAll();
      await rig!.repair();
      const after = await rig!.verify();
      expect(after.summary, `after repair: ${after.lines.join('\n')}`).toBe('');
      expect([...repository.damagedFrames()]).toEqual([]);
    });
  }
  await rig?.destroy();
  expect(healed / inPacks).toBeGreaterThanOrEqual(0.99);
  process.stdout.write(`flips: ${FLIPS}, in packs ${inPacks}, healed by the next backup ${healed}\n`);
});
