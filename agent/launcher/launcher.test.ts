import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { killAt, KILL_SCENARIOS } from './testing/kill-points.js';
import { LauncherRig, processesBelow, type Behaviour } from './testing/launcher-rig.js';

/** Whichever of them this machine has; dash is Debian's /bin/sh. */
const SHELLS = [['/bin/sh'], ['dash'], ['busybox', 'sh'], ['bash', '--posix']].filter(([command, ...args]) => spawnSync(command, [...args, '-c', 'exit 0']).status === 0);

let rig: LauncherRig;
const make = (b: Behaviour = 'good', a: Behaviour = 'good'): LauncherRig => (rig = new LauncherRig({ a, b }));
afterEach(() => rig.close());

describe.each(SHELLS.map((shell) => ({ name: shell.join(' '), shell })))('with $name', ({ shell }) => {
  test('starts the current slot with its arguments, and hands on how it ended when it is told to stop', async () => {
    make();
    const launcher = rig.start(['run', 'run', '--data-dir', '/x y'], { shell });
    await rig.started('a');
    expect(await launcher.stop()).toBe(7);
    expect(rig.log).toEqual(['start a - run --data-dir /x y', 'term a']);
  });

  test('a version that proves itself becomes the current one, and goes on as it is', async () => {
    make();
    rig.ask('b 1.1.0 t1');
    const launcher = rig.start(['run'], { shell });
    await rig.until('an outcome', () => rig.state('outcome') !== null && rig.state('trial') === null);
    await rig.until('all is tidied up', () => rig.state('verdict') === null);
    expect([rig.state('current'), rig.state('probation'), rig.state('outcome')]).toEqual(['b', 'a 1.0.0', 't1 1.1.0 good']);
    expect(rig.states).toEqual(['current', 'outcome', 'probation']);
    expect(rig.log).toEqual(['start a -', 'start b t1']);
    expect(await launcher.stop()).toBe(7);
  });

  test('one that says it is bad is ended, and the one before is back', async () => {
    make('bad');
    rig.ask('b 1.1.0 t1');
    const launcher = rig.start(['run'], { shell });
    await rig.until('the old one again', () => rig.log.length === 4);
    expect(rig.log).toEqual(['start a -', 'start b t1', 'term b', 'start a -']);
    expect([rig.state('current'), rig.state('outcome'), rig.state('bad/1.1.0')]).toEqual(['a', 't1 1.1.0 bad self-test: the disk is full', 'self-test: the disk is full']);
    await launcher.stop();
  });
});

test.each([
  ['crash', 't1 1.1.0 bad it ended with exit code 3'],
  ['hang', 't1 1.1.0 bad no verdict within 10 s'],
  ['stubborn', 't1 1.1.0 bad no verdict within 10 s'],
] as const)('a version that does %s on trial is bad', async (b, outcome) => {
  make(b);
  rig.ask('b 1.1.0 t1');
  const launcher = rig.start(['run'], { trialSeconds: 10 });
  await rig.until('the old one again', () => rig.log.filter((line) => line.startsWith('start a')).length === 2);
  expect(rig.state('outcome')).toBe(outcome);
  expect(rig.state('bad/1.1.0')).not.toBeNull();
  await launcher.stop();
  expect(processesBelow(rig.at('slots/b'))).toEqual([]);
});

test('a version that reaches no server is not bad', async () => {
  make('unreached');
  rig.ask('b 1.1.0 t1');
  const launcher = rig.start(['run']);
  await rig.until('the old one again', () => rig.log.filter((line) => line.startsWith('start a')).length === 2);
  expect([rig.state('outcome'), rig.state('bad/1.1.0'), rig.state('trial')]).toEqual(['t1 1.1.0 unreached no connection', null, null]);
  await launcher.stop();
});

test('a slot whose program cannot be run any more, long after its first day: the other one goes on', async () => {
  make();
  rmSync(rig.at('slots/a/backup-agent'));
  writeFileSync(rig.at('slots/a/backup-agent'), '#!/nowhere\n', { mode: 0o755 });
  const launcher = rig.start(['run']);
  await rig.started('b');
  expect([rig.state('current'), rig.state('bad/1.0.0')]).toEqual(['b', null]);
  await launcher.stop();
});

test('a trial that says why it came to no end is not bad, and the reason is kept', async () => {
  make('hang');
  rig.ask('b 1.1.0 t1');
  const launcher = rig.start(['run']);
  await rig.started('b', 't1');
  rig.put('verdict', 'unreached t1 this machine was too busy');
  await rig.until('the old one again', () => rig.log.filter((line) => line.startsWith('start a')).length === 2);
  expect([rig.state('outcome'), rig.state('bad/1.1.0')]).toEqual(['t1 1.1.0 unreached this machine was too busy', null]);
  await launcher.stop();
});

test('a trial that is interrupted three times is bad; one that never began is not counted', async () => {
  make('hang');
  rig.put('trial', 'b 1.1.0 t1');
  rig.put('tries', 't0 3');
  for (let time = 1; time <= 3; time++) {
    const launcher = rig.start(['run']);
    await rig.started('b', 't1');
    expect(rig.state('tries')).toBe(`t1 ${time}`);
    rig.clearLog();
    expect(await launcher.stop()).toBe(7);
  }
  const launcher = rig.start(['run']);
  await rig.started('a');
  expect(rig.state('bad/1.1.0')).toBe('begun 3 times and interrupted each time');
  await launcher.stop();
});

test('what has failed here, or is not in the slot that is named, is not started', async () => {
  for (const [prepare, outcome] of [
    [() => rig.put('bad/1.1.0', 'no'), 't1 1.1.0 bad it has failed here before'],
    [() => rig.slot('b', '1.2.0', 'good'), 't1 1.1.0 bad slot b does not hold it'],
    [() => rmSync(rig.at('slots/b/release.json')), 't1 1.1.0 bad slot b does not hold it'],
  ] as const) {
    make();
    prepare();
    rig.put('trial', 'b 1.1.0 t1');
    const launcher = rig.start(['run']);
    await rig.started('a');
    expect([rig.state('outcome'), rig.state('trial'), rig.state('current')]).toEqual([outcome, null, 'a']);
    await launcher.stop();
    await rig.close();
  }
});

test('files that hold anything else are no trial, run nothing and name nothing', async () => {
  make();
  const trap = rig.at('state/trap');
  for (const text of ['', 'b 1.1.0', 'c 1.1.0 t1', 'b 1.1.0 t1 more', `b $(touch${'\t'}${trap}) t1`, `b 1.1.0 \`touch\${IFS}${trap}\``, 'b ../../x t1', '* * *', '\0\0\0', `b 1.1.0 ${'x'.repeat(65)}`, 'x'.repeat(100_000)]) {
    writeFileSync(rig.at('state/trial'), text);
    writeFileSync(rig.at('state/tries'), text);
    writeFileSync(rig.at('state/verdict'), text);
    writeFileSync(rig.at('state/probation'), text);
    writeFileSync(rig.at('state/outcome'), text);
    rig.clearLog();
    const launcher = rig.start(['run']);
    await rig.started('a');
    expect(rig.state('trial')).toBeNull();
    await launcher.stop();
    expect(existsSync(trap)).toBe(false);
    expect(rig.log[0]).toBe('start a -');
  }
});

test('a damaged `current` leads to the slot that is whole, and not to one that has to prove itself or has failed', async () => {
  const cases: [() => void, 'a' | 'b'][] = [
    [() => rig.put('current', 'x'), 'a'],
    [() => writeFileSync(rig.at('state/current'), '\0'), 'a'],
    [() => rmSync(rig.at('state/current')), 'a'],
    [() => rmSync(rig.at('slots/a/release.json')), 'b'],
    [() => rmSync(rig.at('slots/a'), { recursive: true }), 'b'],
    [() => (rig.put('current', ''), rig.put('outcome', 't0 1.1.0 good')), 'b'],
    [() => (rig.put('current', ''), rig.put('bad/1.0.0', 'no')), 'b'],
    [() => (rig.put('current', ''), rig.put('trial', 'a 1.0.0 t1'), rig.slot('a', '1.0.0', 'bad')), 'b'],
  ];
  for (const [damage, expected] of cases) {
    make();
    damage();
    const launcher = rig.start(['run']);
    await rig.started(expected);
    expect(rig.state('current')).toBe(expected);
    await launcher.stop();
    await rig.close();
  }
  make();
  rmSync(rig.at('slots'), { recursive: true });
  expect(await rig.start(['run']).ended).toBe(1);
});

test('a version that keeps crashing in its first day is left, for good', async () => {
  make('crash');
  rig.put('current', 'b');
  rig.put('probation', 'a 1.0.0');
  rig.put('outcome', 't0 1.1.0 good');
  const launcher = rig.start(['run']);
  await rig.started('a');
  expect(rig.log.filter((line) => line.startsWith('start b'))).toHaveLength(5);
  expect([rig.state('current'), rig.state('probation'), rig.state('outcome'), rig.state('bad/1.1.0')]).toEqual(['a', null, 't0 1.1.0 bad ended 5 times within 10 minutes, last with exit code 3', 'ended 5 times within 10 minutes, last with exit code 3']);
  await launcher.stop();
});

test('one without a way back is started again, each time later', async () => {
  make('good', 'crash');
  const launcher = rig.start(['run']);
  await rig.until('six starts', () => rig.log.length === 6);
  expect(launcher.output.match(/again in \d+ s/g)?.slice(0, 5)).toEqual(['again in 1 s', 'again in 2 s', 'again in 4 s', 'again in 8 s', 'again in 16 s']);
  expect(rig.state('current')).toBe('a');
  await launcher.stop();
});

test('when nothing can be written, the current one runs', async () => {
  make();
  rig.ask('b 1.1.0 t1');
  const launcher = rig.start(['run'], { broken: 'mv' });
  await rig.until('the current one again', () => rig.log.filter((line) => line.startsWith('start a')).length === 2);
  expect(rig.log.some((line) => line.startsWith('start b'))).toBe(false);
  expect(rig.state('current')).toBe('a');
  await launcher.stop();
});

test('a second launcher does not start; what a killed one left running is ended first', async () => {
  make();
  const first = rig.start(['run']);
  await rig.until('the first agent', () => processesBelow(rig.at('slots')).length === 1 && rig.state('running') !== null);
  expect(await rig.start(['run']).ended).toBe(5);
  const [orphan] = processesBelow(rig.at('slots'));
  await first.stop('SIGKILL');
  const third = rig.start(['run']);
  await rig.until('another agent', () => rig.log.filter((line) => line.startsWith('start a')).length === 2);
  expect(processesBelow(rig.at('slots'))).not.toContain(orphan);
  await third.stop();
});

test.each(['SIGINT', 'SIGHUP'] as const)('%s asks to stop, too', async (signal) => {
  make();
  const launcher = rig.start(['run']);
  await rig.started('a');
  expect(await launcher.stop(signal)).toBe(7);
});

test('exec runs the current slot once, --version is a number', async () => {
  make('good', 'crash');
  expect(await rig.start(['exec', 'status', '--json']).ended).toBe(3);
  expect(rig.log).toEqual(['start a - status --json']);
  const asked = rig.start(['--version']);
  await asked.ended;
  expect(asked.output).toBe('1\n');
  expect(/^NUMBER=(\d+)$/m.exec(readFileSync(rig.at('launcher'), 'utf8'))?.[1]).toBe('1');
});

test('killed at changes to the disk, a proven slot runs next', async () => {
  make();
  // Each scenario at one of its changes; `npm run test:update` takes all.
  await Promise.all(KILL_SCENARIOS.map((scenario, index) => killAt(scenario, 4 + index, index % 2 === 0 ? 'after' : 'before')));
});
