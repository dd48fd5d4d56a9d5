// Updates end to end, from the order to a run on the new version, and some that something happens to; `npm run test:update` does hundreds.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FailpointProcess, Plan } from './faults.js';
import { Lane } from './lane.js';

const GOOD: Plan = { number: 1, kind: 'good', fault: { at: 'nothing' }, release: 'good', slot: 'a', orderedFirst: false, ends: ['new'] };
const killed = (process: FailpointProcess, points: string[], ends: Plan['ends']): Plan => ({ ...GOOD, kind: 'failpoint, kill', fault: { at: 'failpoint', process, points, action: 'kill', hit: 1 }, ends });

describe('an update', () => {
  let dir: string;
  let lane: Lane;

  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'fv-update-'));
    lane = await Lane.open({ name: 'agent', dir, disk: undefined });
  });

  afterAll(async () => {
    await lane?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('runs the new version when it has proven itself', async () => {
    expect(await lane.play(GOOD)).toMatchObject({ end: 'new' });
  });

  it('that crashes at its start goes back, and is remembered', async () => {
    expect(await lane.play({ ...GOOD, release: 'crashes', slot: 'b', orderedFirst: true, ends: ['back'] })).toMatchObject({ end: 'back' });
  });

  it('goes on after each kill up to the switch', async () => {
    const points = ['agent.update.part.whole', 'agent.update.slot.cleared', 'agent.update.switch.asked'];
    expect(await lane.play(killed('old', points, ['new']))).toMatchObject({ end: 'new', hit: true });
  });

  it('goes back when it is killed on trial', async () => {
    expect(await lane.play(killed('trial', ['agent.update.trial.canary'], ['back']))).toMatchObject({ end: 'back', hit: true });
  });
});
