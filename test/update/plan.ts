// The kill points of one run of the suite: the same for the same seed. Mixed, so that a part of it shows a bit of everything.
import { FAILPOINTS } from '../../shared/failpoints/failpoints.js';
import { seeded, type Random } from '../support/random.js';
import { LAUNCHER_PROGRAMS } from './apply-fault.js';
import type { Fault, Plan, Victim } from './faults.js';

/** From the order to the run on the new version, on a machine that has time: kills are drawn from that. */
const UPDATE_MS = 7_000;
const HITS = [1, 2, 5];
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

function failpoints(): Draft[] {
  const drafts: Draft[] = [];
  const points = Object.keys(FAILPOINTS).filter((name) => name.startsWith('agent.update.') || name.startsWith('file.durable.'));
  for (const point of points) {
    for (const process of ['old', 'trial'] as const) {
      for (const hit of HITS) {
        drafts.push({ kind: 'failpoint, kill', fault: { at: 'failpoint', process, point, action: 'kill', hit }, ends: ['new', 'back'] });
        drafts.push({ kind: 'failpoint, error', fault: { at: 'failpoint', process, point, action: 'error', hit }, ends: ['new', 'back', 'stayed'] });
      }
    }
  }
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
  return Array.from({ length: 12 }, (): Draft => ({ kind: 'full disk', fault: { at: 'full disk', leftBytes: random.between(10_000, 24_000_000) }, ends: ['new', 'stayed'] }));
}

function shuffled<T>(items: T[], random: Random): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(random.between(0, rest.length), 1)[0]);
}
