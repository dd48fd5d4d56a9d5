// Loss of power under the real server (F3): ext4 on a loop device is shut down without its log at a random moment of a backup. Whatever was acknowledged by
// then must restore. `npm test` does a few cuts; `npm run test:fault` a thousand.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../support/random.js';
import { CuttableFileSystem, whyNoPowerCuts } from '../support/file-system.js';
import { CrashRig } from './crash-rig.js';
import { countOf, LONG, replay, SEED } from './settings.js';

const CUTS = countOf('CUTS', LONG ? 1_000 : 3);
/** An older snapshot is restored beside the newest so often, in the long run. */
const OLDER_EVERY = 5;
const reason = whyNoPowerCuts();

describe.skipIf(reason !== null)(`loss of power${reason === null ? '' : ` (not run: ${reason})`}`, () => {
  let dir: string;
  let disk: CuttableFileSystem;
  let rig: CrashRig;
  const random = seeded(SEED);

  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'fv-power-'));
    disk = new CuttableFileSystem(1024);
    rig = new CrashRig(dir, SEED, path.join(disk.path, 'server'));
    await rig.prepare();
    await rig.check();
  });

  afterAll(async () => {
    await rig?.stop();
    disk?.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  it(`loses nothing acknowledged, ${CUTS} times`, { timeout: CUTS * 60_000 }, async () => {
    for (let cut = 1; cut <= CUTS; cut++) {
      await replay(`npm run test:fault -- --part power-cut   # cut ${cut}`, async () => {
        rig.mutate();
        // Just behind an acknowledgement, or anywhere in a run (it takes some 300 ms).
        if (cut % 2 === 1) await rig.backUp();
        else {
          await rig.cluster.admin.startJob('crash');
          await new Promise((resolve) => setTimeout(resolve, random.between(0, 400)));
        }
        disk.cutPower();
        await rig.cluster.server!.stop('SIGKILL');
        disk.unmount();
        disk.mount();
        await rig.bringUp();
        await rig.check({ older: !LONG || cut % OLDER_EVERY === 0 });
      });
    }
    console.log(`power cuts: ${CUTS}, seed ${SEED}`);
    expect(CUTS).toBeGreaterThan(0);
  });
});
