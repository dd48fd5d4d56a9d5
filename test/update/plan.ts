// The kill points of one run of the suite: the same for the same seed. Mixed, so that a part of it shows a bit of everything.
import { FAILPOINTS } from '../../shared/failpoints/failpoints.js';
import { seeded, type Random } from '../support/random.js';
import { LAUNCHER_PROGRAMS } from './apply-fault.js';
import type { FailpointProcess, Fault, Plan, Victim } from './faults.js';

/** From the order to the run on the new version, on a machine that has time: kills are drawn from that. */
const UPDATE_MS = 10_000;
/** A launcher calls each of its programs at most so often in one update. */
const CALLS: Record<(typeof LAUNCHER_PROGRAMS)[number], number> = { mv: 7, rm: 4, sync: 14, mkdir: 2 };
const BREAKAGES = ['crashes', 'hangs', 'no-backup', 'no-connect', 'crashes-later'] as const;

type Draft = Omit<Plan, 'number' | 'slot' | 'orderedFirst' | 'release'> & { release?: Plan['release'] };

/** `cuts`, `disks`: whether this machine can play losses of power, and small disks. */
export function makePlans(seed: number, { cuts, disks }: { cuts: boolean; disks: boolean }): Plan[] {
  const random = seeded(seed);
  const drafts = [...failpoints(), ...killed(random), ...launcherSteps(random), ...lines(random), ...broken(), ...(cuts ? power(random) : []), ...(disks ? fullDisks(random) : [])];
  return shuffled(drafts, random).map((draft, at) => ({ release: 'good', ...draft, number: at + 1, slot: random.next() < 0.5 ? 'a' : 'b', orderedFirst: random.next() < 0.5 }));
}

const UNTIL_ASKED = Object.keys(FAILPOINTS).filter((name) => /^agent\.update\.(metadata|part|slot|switch)/.test(name));
const ON_TRIAL = ['agent.update.trial.begin', 'agent.update.trial.tested', 'agent.update.trial.canary', 'agent.update.trial.judged'];
const OUTCOME = ['agent.update.outcome.begin', 'agent.update.outcome.noted'];
const DURABLE = Object.keys(FAILPOINTS).filter((name) => name.startsWith('file.durable.'));
/** Points that one update passes more than once. */
const MORE_HITS: Record<string, number[]> = { 'agent.update.metadata': [1, 2, 3, 4], 'agent.update.part.grown': [1, 2, 5] };

function failpoints(): Draft[] {
  const drafts: Draft[] = [];
  const add = (process: FailpointProcess, points: string[], hits: (point: string) => number[], release: Plan['release'] = 'good'): void => {
    for (const point of points) {
      for (const hit of hits(point)) {
        for (const action of ['kill', 'error'] as const) {
          const ends: Plan['ends'] = release !== 'good' ? ['back'] : action === 'kill' && process !== 'trial' ? ['new'] : ['new', 'back'];
          drafts.push({ kind: `failpoint, ${action}`, fault: { at: 'failpoint', process, point, action, hit }, release, ends });
        }
      }
    }
  };
  const often = (point: string): number[] => MORE_HITS[point] ?? [1];
  add('old', UNTIL_ASKED, often);
  add('old', UNTIL_ASKED, often);
  add('trial', ON_TRIAL, () => [1, 1]);
  // The same process, when its trial is over; and the version that is back.
  add('trial', OUTCOME, () => [1, 1]);
  add('old, second', OUTCOME, () => [1, 1], 'no-backup');
  add('old', DURABLE, () => [1, 2, 3, 5, 8, 12]);
  add('trial', DURABLE, () => [1, 2, 3, 5]);
  return drafts;
}

function killed(random: Random): Draft[] {
  const counts: [Victim, number][] = [['launcher', 60], ['agent', 70], ['all', 80], ['orphaning launcher', 20]];
  return counts.flatMap(([victim, count]) =>
    Array.from({ length: count }, (): Draft => {
      const times = random.next() < 0.3 ? random.between(2, 4) : 1;
      const afterMs = Array.from({ length: times }, (_, n) => random.between(0, n === 0 ? UPDATE_MS : 2_000));
      return { kind: `kill -9, ${victim}`, fault: { at: 'time', victim, afterMs }, ends: ['new', 'back'] };
    }),
  );
}

/** Of an update that goes well, and of one that goes back. */
function launcherSteps(random: Random): Draft[] {
  return LAUNCHER_PROGRAMS.flatMap((program) =>
    Array.from({ length: CALLS[program] }, (_, n) => n + 1).flatMap((call) =>
      (['before', 'after'] as const).flatMap((when) =>
        (['good', random.next() < 0.5 ? 'crashes' : 'no-backup'] as const).map((release): Draft => ({
          kind: 'launcher’s file steps',
          fault: { at: 'launcher step', step: { program, call, when } },
          release,
          ends: release === 'good' ? ['new', 'back'] : ['back'],
        })),
      ),
    ),
  );
}

function lines(random: Random): Draft[] {
  const line = (kind: string, fault: Fault, ends: Plan['ends'] = ['new']): Draft => ({ kind, fault, ends });
  return [
    ...Array.from({ length: 25 }, () => line('line cut', { at: 'download', how: 'cut', bytes: [1_000, 4_000_000], cuts: random.between(1, 4) })),
    ...Array.from({ length: 12 }, () => line('line stalled', { at: 'download', how: 'stall', afterMs: random.between(0, UPDATE_MS), forMs: random.between(500, 4_000) }, ['new', 'back'])),
    ...Array.from({ length: 5 }, () => line('no line in the trial, none after it', { at: 'trial line', backAfterMs: 4_000, trials: 1 })),
    ...Array.from({ length: 4 }, () => line('no line in two trials only', { at: 'trial line', backAfterMs: 0, trials: 2 }, ['back'])),
  ];
}

function broken(): Draft[] {
  return BREAKAGES.flatMap((release) => Array.from({ length: 5 }, (): Draft => ({ kind: `broken: ${release}`, fault: { at: 'nothing' }, release, ends: ['back'] })));
}

function power(random: Random): Draft[] {
  return Array.from({ length: 40 }, (): Draft => ({ kind: 'loss of power', fault: { at: 'power', afterMs: random.between(0, UPDATE_MS) }, ends: ['new', 'back'] }));
}

function fullDisks(random: Random): Draft[] {
  return Array.from({ length: 12 }, (): Draft => ({ kind: 'full disk', fault: { at: 'full disk', leftBytes: random.between(10_000, 60_000_000), afterMs: random.between(0, 3_000) }, ends: ['new', 'stayed'] }));
}

function shuffled<T>(items: T[], random: Random): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(random.between(0, rest.length), 1)[0]);
}
