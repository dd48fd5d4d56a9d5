// The launcher is killed at every change it makes to the disk, before and after it; a fresh one must then start a slot that has proven itself.
import { LauncherRig, type Behaviour } from './launcher-rig.js';

export interface KillScenario {
  name: string;
  b: Behaviour;
  prepare(rig: LauncherRig): void;
  /** The launcher has nothing left to change. */
  over(rig: LauncherRig): boolean;
  /** What may run in the end. */
  proven: ('a' | 'b')[];
}

const ended = (rig: LauncherRig, running: 'a' | 'b'): boolean => rig.state('trial') === null && rig.state('outcome') !== null && rig.log.some((line) => line.startsWith(`start ${running}`));

export const KILL_SCENARIOS: readonly KillScenario[] = [
  { name: 'a good version', b: 'good', prepare: (rig) => rig.ask('b 1.1.0 t1'), over: (rig) => ended(rig, 'b'), proven: ['b'] },
  { name: 'a bad version', b: 'bad', prepare: (rig) => rig.ask('b 1.1.0 t1'), over: (rig) => ended(rig, 'a') && rig.log.filter((line) => line.startsWith('start a')).length > 1, proven: ['a'] },
  { name: 'a version that reaches no server', b: 'unreached', prepare: (rig) => rig.ask('b 1.1.0 t1'), over: (rig) => ended(rig, 'a') && rig.log.filter((line) => line.startsWith('start a')).length > 1, proven: ['a'] },
  {
    name: 'a version that keeps crashing in its first day',
    b: 'crash',
    prepare: (rig) => {
      rig.put('current', 'b');
      rig.put('probation', 'a 1.0.0');
      rig.put('outcome', 't0 1.1.0 good');
    },
    over: (rig) => rig.state('probation') === null && rig.state('current') === 'a' && rig.log.some((line) => line.startsWith('start a')),
    proven: ['a'],
  },
];

/** How many changes to the disk the scenario is, uninterrupted. */
export async function countChanges(scenario: KillScenario): Promise<number> {
  const rig = new LauncherRig({ a: 'good', b: scenario.b });
  try {
    scenario.prepare(rig);
    const launcher = rig.start(['run']);
    await rig.until(scenario.name, () => scenario.over(rig));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await launcher.stop();
    return rig.calls;
  } finally {
    await rig.close();
  }
}

/** Throws when what runs in the end is none that has proven itself. */
export async function killAt(scenario: KillScenario, change: number, when: 'before' | 'after'): Promise<void> {
  const rig = new LauncherRig({ a: 'good', b: scenario.b });
  try {
    scenario.prepare(rig);
    const first = rig.start(['run'], when === 'before' ? { killBefore: change } : { killAfter: change });
    await Promise.race([first.ended, rig.until('the end of the scenario', () => scenario.over(rig) && rig.calls >= change)]);
    first.child.kill('SIGKILL');
    await first.ended;
    rig.clearLog();
    const second = rig.start(['run']);
    const settled = (): boolean => rig.state('trial') === null && scenario.proven.some((slot) => rig.state('current') === slot && rig.log.at(-1)?.startsWith(`start ${slot}`) === true);
    await rig.until(`${scenario.name}, killed ${when} change ${change}: a proven slot`, settled);
    await second.stop();
  } finally {
    await rig.close();
  }
}
