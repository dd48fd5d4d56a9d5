// The kill points of one run of the suite: the same for the same seed. Mixed, so that a part of it shows a bit of everything.
import { FAILPOINTS } from '../../shared/failpoints/failpoints.js';
import { seeded, type Random } from '../support/random.js';
import type { FailpointProcess, Fault, Plan, Victim } from './faults.js';

/** From the order to the trial, and from that on, on a machine that has time: kills are drawn from that. */
const PHASE_MS = { order: 4_000, trial: 7_000 };
/** How often a launcher calls each of its programs in an update that goes well, and in one that goes back. */
const CALLS = { good: { mv: 6, rm: 4, sync: 11 }, back: { mv: 6, rm: 4, sync: 10, mkdir: 1 } };
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
  const add = (process: FailpointProcess, points: string[], hits: (point: string) => number[], actions: ('kill' | 'error')[] = ['kill', 'error'], release: Plan['release'] = 'good'): void => {
    for (const point of points) {
      for (const hit of hits(point)) {
        for (const action of actions) {
          const ends: Plan['ends'] = release !== 'good' ? ['back'] : action === 'kill' && process !== 'trial' ? ['new'] : ['new', 'back'];
          drafts.push({ kind: `failpoint, ${action}`, fault: { at: 'failpoint', process, points: [point], action, hit }, release, ends });
        }
      }
    }
  };
  const often = (point: string): number[] => MORE_HITS[point] ?? [1];
  add('old', UNTIL_ASKED, often, ['kill', 'kill', 'error']);
  add('trial', ON_TRIAL, () => [1, 1]);
  // The same process, when its trial is over; and the version that is back.
  add('trial', OUTCOME, () => [1, 1]);
  add('old, second', OUTCOME, () => [1, 1], ['kill', 'error'], 'no-backup');
  add('old', DURABLE, () => [1, 2, 3, 5, 8, 12], ['kill']);
  add('old', DURABLE, () => [1, 3, 8], ['error']);
  add('trial', DURABLE, () => [1, 2, 3, 5], ['kill']);
  add('trial', DURABLE, () => [1, 3], ['error']);
  return drafts;
}

function killed(random: Random): Draft[] {
  const counts: [Victim, number][] = [['launcher', 60], ['agent', 75], ['all', 80], ['orphaning launcher', 16]];
  return counts.flatMap(([victim, count]) =>
    Array.from({ length: count }, (): Draft => {
      const times = random.next() < 0.3 ? random.between(2, 4) : 1;
      const from = random.next() < 0.5 ? 'order' : 'trial';
      const afterMs = Array.from({ length: times }, (_, n) => random.between(0, n === 0 ? PHASE_MS[from] : 2_000));
      return { kind: `kill -9, ${victim}`, fault: { at: 'time', victim, from, afterMs }, ends: ['new', 'back'] };
    }),
  );
}

function launcherSteps(random: Random): Draft[] {
  return (['good', 'back'] as const).flatMap((how) =>
    Object.entries(CALLS[how]).flatMap(([program, calls]) =>
      Array.from({ length: calls }, (_, n) => n + 1).flatMap((call) =>
        (['before', 'after'] as const).map((when): Draft => {
          const fault: Fault = { at: 'launcher step', step: { program, call, when } };
          if (how === 'good') return { kind: 'launcher’s file steps', fault, ends: ['new', 'back'] };
          return { kind: 'launcher’s file steps', fault, release: random.next() < 0.5 ? 'crashes' : 'no-backup', ends: ['back'] };
        }),
      ),
    ),
  );
}

function lines(random: Random): Draft[] {
  const line = (kind: string, fault: Fault, ends: Plan['ends'] = ['new']): Draft => ({ kind, fault, ends });
  return [
    ...Array.from({ length: 20 }, () => line('line cut', { at: 'download', how: 'cut', bytes: [1_000, 1_500_000], cuts: random.between(1, 4) })),
    ...Array.from({ length: 10 }, () => line('line stalled', { at: 'download', how: 'stall', afterMs: random.between(0, PHASE_MS.order), forMs: random.between(500, 4_000) }, ['new', 'back'])),
    ...Array.from({ length: 5 }, () => line('no line in the trial, none after it', { at: 'trial line', backAfterMs: 4_000, trials: 1 })),
    ...Array.from({ length: 3 }, () => line('no line in two trials only', { at: 'trial line', backAfterMs: 0, trials: 2 }, ['back'])),
  ];
}

function broken(): Draft[] {
  return BREAKAGES.flatMap((release) => Array.from({ length: 4 }, (): Draft => ({ kind: `broken: ${release}`, fault: { at: 'nothing' }, release, ends: ['back'] })));
}

function power(random: Random): Draft[] {
  return Array.from({ length: 30 }, (): Draft => {
    const from = random.next() < 0.5 ? 'order' : 'trial';
    return { kind: 'loss of power', fault: { at: 'power', from, afterMs: random.between(0, PHASE_MS[from]) }, ends: ['new', 'back'] };
  });
}

function fullDisks(random: Random): Draft[] {
  return Array.from({ length: 10 }, (): Draft => ({ kind: 'full disk', fault: { at: 'full disk', leftBytes: random.between(10_000, 60_000_000), afterMs: random.between(0, 3_000) }, ends: ['new', 'back'] }));
}

function shuffled<T>(items: T[], random: Random): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(random.between(0, rest.length), 1)[0]);
}
