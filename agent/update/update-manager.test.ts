import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VERSION } from '../../shared/config/version.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { needSpace } from './prepare.js';
import { NEXT, fastClock, UpdateWorld, type Started } from './testing/update-world.js';
import { StateFiles } from './state-files.js';

let world: UpdateWorld;
let started: Started[];
beforeEach(() => {
  world = new UpdateWorld();
  world.publish();
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map(({ stop }) => stop()));
  world.remove();
});

async function start(options: Parameters<UpdateWorld['start']>[0] = {}): Promise<Started> {
  const process = await world.start(options);
  started.push(process);
  return process;
}
const told = (): string => world.reports.at(-1)?.state ?? '';
const reason = (): string => world.reports.at(-1)?.reason ?? '';
const slot = (name: string): string => path.join(world.home, 'slots', name);
const update = (name: string): string => path.join(world.dataDir, 'update', name);
const nothingIsAsked = (): void => {
  expect(world.state('trial')).toBeNull();
  expect(existsSync(slot('b'))).toBe(false);
};
const switched = async ({ manager }: Started): Promise<string> => {
  await world.until('the switch', () => manager.over.aborted);
  return world.state('trial')!;
};

describe('an order', () => {
  test('is fetched, put into the other slot, and handed to the launcher; this process ends and holds its runs', async () => {
    const agent = await start();
    world.order(agent.manager);
    expect(await switched(agent)).toMatch(new RegExp(`^b ${NEXT.replaceAll('.', '\\.')} [0-9a-f]{16}$`));
    expect([agent.manager.exitCode, world.held]).toEqual([75, 1]);
    expect(world.states).toEqual(['downloading', 'ready', 'switching']);
    expect(readdirSync(slot('b')).sort()).toEqual(['backup-agent', 'lib', 'release.json']);
    expect(readdirSync(path.join(world.home, 'slots')).sort()).toEqual(['a', 'b']);
    expect(readdirSync(path.join(world.dataDir, 'update')).sort()).toEqual(['asked.json', 'record.json', 'report.json', 'root.json', 'snapshot.json', 'targets.json', 'timestamp.json']);
    expect(agent.manager.facts).toMatchObject({ launcher: 1, slot: 'a', channel: 'stable', update: { rollout: 'r1', version: NEXT, state: 'switching' } });
  });

  test('goes on where it was cut, also in the next process', async () => {
    const { length } = world.archive.bytes;
    let cuts = 0;
    world.serve = function* (offset, limit) {
      yield* world.parts(world.archive.bytes, offset, Math.min(limit, 9_000));
      if (++cuts < 3) throw new FarvaultError('UNAVAILABLE', 'cut');
    };
    const first = await start();
    world.order(first.manager);
    await world.until('two cuts', () => cuts === 2);
    await first.stop();
    const second = await start();
    world.order(second.manager);
    await switched(second);
    expect(world.reads.slice(0, 4)).toEqual([0, 9_000, 18_000, 27_000].filter((at) => at < length).slice(0, 4));
    expect(new Set(world.reads).size).toBe(world.reads.length);
  });

  test('is not fetched again when it lies in the slot already, and is when that was touched', async () => {
    const first = await start();
    world.order(first.manager);
    await switched(first);
    world.reads.length = 0;
    const second = await start();
    world.order(second.manager);
    await switched(second);
    expect(world.reads).toEqual([]);
    writeFileSync(path.join(slot('b'), 'lib', 'main.js'), 'other');
    const third = await start();
    world.order(third.manager);
    await switched(third);
    expect(world.reads[0]).toBe(0);
  });

  test('waits for runs, for those about to begin, and for its window; one that is taken back is not carried out', async () => {
    world.busy = true;
    const agent = await start();
    const closed = new Date(fastClock.now() + 12 * 3_600_000).toISOString().slice(11, 13);
    const settings = { timezone: 'UTC', updateWindow: [`${closed}:00-${closed}:59`] };
    world.order(agent.manager, { settings });
    await world.until('ready', () => told() === 'ready');
    world.busy = false;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(world.state('trial')).toBeNull();
    world.due = true;
    world.order(agent.manager);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(world.state('trial')).toBeNull();
    agent.manager.take(null);
    world.due = false;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([world.state('trial'), world.held]).toEqual([null, 0]);
    world.order(agent.manager);
    await switched(agent);
  });

  test('keeps to the rate that holds', async () => {
    const agent = await start();
    const from = fastClock.monotonic();
    world.order(agent.manager, { settings: { rateLimit: ['16KiB/s'] } });
    await world.until('ready', () => world.states.includes('ready'));
    const seconds = (fastClock.monotonic() - from) / 1_000;
    // What the bucket holds at the beginning is free.
    expect(seconds).toBeGreaterThan((world.archive.bytes.length - 64 * 1_024 - 16 * 1_024) / (16 * 1_024));
    expect(Math.max(...world.reads.slice(1).map((at, i) => at - world.reads[i]))).toBeLessThanOrEqual(16 * 1_024);
  });
});

describe('a server that gives something else', () => {
  const serveAlways = (bytes: Buffer): void => {
    world.serve = (offset, limit) => world.parts(bytes, offset, limit);
  };

  test.each<[string, () => Buffer, RegExp]>([
    ['other bytes', () => Buffer.alloc(world.archive.bytes.length, 7), /another SHA-256.*\(3 times\)/],
    ['a stream that does not end', () => Buffer.concat([world.archive.bytes, Buffer.alloc(1 << 20)]), /goes on after.*\(3 times\)/],
  ])('%s is tried three times and then refused, until another rollout asks', async (_what, bytes, said) => {
    serveAlways(bytes());
    const agent = await start();
    world.order(agent.manager);
    await world.until('a refusal', () => told() === 'refused' && said.test(reason()));
    expect(world.reads.filter((at) => at === 0)).toHaveLength(3);
    nothingIsAsked();
    expect(readdirSync(path.join(world.dataDir, 'update')).filter((name) => name.endsWith('.part'))).toEqual([]);
    serveAlways(world.archive.bytes);
    world.order(agent.manager, { rollout: 'r2' });
    await switched(agent);
  });

  test('fewer bytes than there should be: waited for', async () => {
    serveAlways(world.archive.bytes.subarray(0, 5_000));
    const agent = await start();
    world.order(agent.manager);
    await world.until('several attempts', () => world.reads.length > 3);
    nothingIsAsked();
    serveAlways(world.archive.bytes);
    await switched(agent);
  });

  test.each<[string, () => void, RegExp]>([
    ['a version that nobody signed', () => (world.repository.releases = []), /do not list/],
    ['one for another platform', () => world.publish({ platform: process.arch === 'x64' ? 'linux-arm64' : 'linux-x64' }), /is not there for/],
    ['one of another channel', () => world.publish({ channels: ['beta'] }), /not in channel stable/],
    ['one that needs a newer launcher', () => world.publish({ launcher: 2 }), /needs launcher 2; .*run the installer again/],
    ['metadata that has expired', () => (world.repository.nowMs -= 30 * 86_400_000), /expired/],
  ])('%s: refused, and nothing is fetched', async (_what, change, said) => {
    change();
    world.repository.publish();
    const agent = await start();
    world.order(agent.manager);
    await world.until('a refusal', () => told() === 'refused');
    expect(reason()).toMatch(said);
    expect(world.reads).toEqual([]);
    nothingIsAsked();
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['of another version than its target', { version: '99.0.0' }, /release.json is of 99\.0\.0/],
    ['of another platform', { platform: process.arch === 'x64' ? 'linux-arm64' : 'linux-x64' }, /signed targets say/],
    ['whose state this version could not read after going back', { stateFormat: 2 }, /writes format 2.*between them first/],
  ])('a signed archive %s: refused, and not fetched again', async (_what, facts, said) => {
    world.remove();
    world = new UpdateWorld(facts);
    world.publish();
    const agent = await start();
    world.order(agent.manager);
    await world.until('a refusal', () => told() === 'refused');
    expect(reason()).toMatch(said);
    nothingIsAsked();
    expect(world.reads.filter((at) => at === 0)).toHaveLength(1);
  });
});

describe('refused with what to do', () => {
  test('an agent that was started by hand', async () => {
    const agent = await start({ installed: false });
    world.order(agent.manager);
    await world.until('a refusal', () => told() === 'refused');
    expect(reason()).toMatch(/not installed by backup-agent install/);
  });

  test('a machine without trusted root', async () => {
    rmSync(update('root.json'));
    const agent = await start();
    world.order(agent.manager);
    await world.until('a refusal', () => told() === 'refused');
    expect(reason()).toMatch(/no trusted root.*installer/);
    nothingIsAsked();
  });

  test('an older version; the running one is no update', async () => {
    const agent = await start();
    world.order(agent.manager, { version: '0.0.1' });
    await world.until('a refusal', () => told() === 'refused');
    expect(reason()).toMatch(/below/);
    world.order(agent.manager, { version: VERSION });
    await world.until('updated', () => told() === 'updated');
    nothingIsAsked();
  });

  test('a disk without room', async () => {
    await expect(needSpace(world.dataDir, 1e15)).rejects.toMatchObject({ code: 'NO_SPACE', message: expect.stringMatching(/MB are free/) as string });
  });

  test('metadata that is held back becomes a warning, without any order', async () => {
    world.repository.nowMs -= 30 * 86_400_000;
    world.repository.publish();
    const { manager } = await start();
    await world.until('a warning', () => manager.warnings.length > 0);
    expect(manager.warnings[0]).toMatch(/updates are stopped: timestamp.json: .*expired/);
  });
});

describe('after a trial', () => {
  let id: string;
  beforeEach(async () => {
    const agent = await start();
    world.order(agent.manager);
    id = (await switched(agent)).split(' ')[2];
    world.held = 0;
    rmSync(path.join(world.home, 'state', 'trial'));
    world.reports = [];
  });

  test('that was bad, the version is told as gone back from, and not tried again', async () => {
    await new StateFiles(world.home).markBad(NEXT, 'it crashed');
    world.put('outcome', `${id} ${NEXT} bad it crashed`);
    const agent = await start();
    world.order(agent.manager);
    await world.until('the report', () => told() === 'back');
    expect(reason()).toBe('it crashed');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([told(), world.state('trial')]).toEqual(['back', null]);
    await agent.stop();
    const later = await start();
    world.order(later.manager, { rollout: 'r2' });
    await world.until('a refusal', () => told() === 'refused');
    expect(reason()).toMatch(/failed on this machine before: it crashed/);
  });

  test('that was good, and ended badly in its first day, it is told, too', async () => {
    world.put('outcome', `${id} ${NEXT} good`);
    const good = await start();
    await world.until('the report', () => told() === 'updated');
    await good.stop();
    await new StateFiles(world.home).markBad(NEXT, 'ended 5 times');
    world.put('outcome', `${id} ${NEXT} bad ended 5 times`);
    await start();
    await world.until('the report', () => told() === 'back');
    expect(reason()).toBe('ended 5 times');
  });

  test('that reached no server, it is tried again with a line; the second time in a row it is bad', async () => {
    world.put('outcome', `${id} ${NEXT} unreached no connection`);
    const second = await start();
    world.order(second.manager);
    id = (await switched(second)).split(' ')[2];
    expect(world.reports.map(({ state }) => state)).toContain('waiting');
    rmSync(path.join(world.home, 'state', 'trial'));
    world.put('outcome', `${id} ${NEXT} unreached no connection`);
    const third = await start();
    world.order(third.manager);
    await world.until('the report', () => told() === 'back');
    expect(reason()).toMatch(/reached no server in 2 trials/);
    expect(await new StateFiles(world.home).whyBad(NEXT)).toMatch(/reached no server/);
  });

  test('for which the machine was too busy, it is no fault of the new one; the next ones come later and later', async () => {
    const waits: number[] = [];
    for (let trial = 0; trial < 4; trial++) {
      world.put('outcome', `${id} ${NEXT} unreached this machine was too busy for its self-test`);
      const from = fastClock.monotonic();
      const agent = await start();
      world.order(agent.manager);
      id = (await switched(agent)).split(' ')[2];
      waits.push(fastClock.monotonic() - from);
      rmSync(path.join(world.home, 'state', 'trial'));
    }
    expect(await new StateFiles(world.home).whyBad(NEXT)).toBeNull();
    expect(waits[3]).toBeGreaterThan(40_000);
  });

  test('that reached no server, nor does the version before: it is no fault of the new one', async () => {
    for (let trial = 0; trial < 3; trial++) {
      world.put('outcome', `${id} ${NEXT} unreached no connection`);
      const agent = await start({ connected: false });
      world.order(agent.manager);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(world.state('trial')).toBeNull();
      world.connect(agent.manager);
      id = (await switched(agent)).split(' ')[2];
      rmSync(path.join(world.home, 'state', 'trial'));
    }
    expect(await new StateFiles(world.home).whyBad(NEXT)).toBeNull();
  });
});

describe('on trial', () => {
  test('a version that cannot read its state says so, and ends with its runs held', async () => {
    const trial = await start({ trial: 'id-1' });
    await world.until('the verdict', () => world.state('verdict') !== null);
    await trial.ended;
    expect(world.state('verdict')).toMatch(/^bad id-1 self-test, state: .*holds no enrolled agent/);
    expect([trial.manager.exitCode, world.held]).toEqual([1, 1]);
    expect(readdirSync(world.dataDir)).toEqual(['update']);
    expect(readFileSync(update('root.json')).equals(world.repository.firstRoot)).toBe(true);
  });
});
