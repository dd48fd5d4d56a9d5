// Settings that are each well formed and cannot hold together. Pure: the same settings are always judged the same.
import { compileSchedule, rateFaults, scheduleFaults } from '../schedule/index.js';
import { durationText } from './human-values.js';
import type { SettingKey, Settings } from './settings.js';

export interface Contradiction {
  text: string;
  /** The settings that are at odds. */
  keys: SettingKey[];
  /** Counts only where the job itself says this: from further away it may be meant for others. */
  ownOnly?: SettingKey;
}

/** A year without a change of clocks anywhere near its start. */
const REFERENCE_MS = Date.UTC(2026, 5, 1);
const SAMPLE = 32;
const TIMES: SettingKey[] = ['schedule', 'window', 'blackout', 'timezone', 'jitter'];

export function contradictionsOf(settings: Settings): Contradiction[] {
  const schedule = scheduleFaults(settings).map((text) => ({ text, keys: TIMES }));
  const rates = rateFaults(settings.rateLimit, settings.timezone).map((text) => ({ text, keys: ['rateLimit'] as SettingKey[] }));
  const found: Contradiction[] = [...schedule, ...rates, ...drillFaults(settings)];
  if (settings.overrun !== 'finish' && settings.window.length === 0) {
    found.push({ text: `overrun is ${settings.overrun}, but there is no window that a run could outlive; give one, or leave overrun at finish`, keys: ['overrun', 'window'], ownOnly: 'overrun' });
  }
  if (settings.rpo > 0 && settings.schedule.length > 0 && schedule.length === 0) {
    const gap = usualGap(settings);
    if (gap > settings.rpo) found.push({ text: `rpo is ${durationText(settings.rpo)}, but the schedule leaves ${durationText(Math.round(gap / 1000) * 1000)} between runs; run more often, or promise less`, keys: ['rpo', 'schedule'] });
  }
  return found;
}

/** A drill needs no agent: neither its windows nor its jitter. An unknown time zone is told with the schedule. */
function drillFaults({ drill, timezone }: Settings): Contradiction[] {
  const faults = drill.length === 0 ? [] : scheduleFaults({ schedule: drill, timezone, jitter: 0, window: [], blackout: [] });
  return faults.filter((text) => !text.startsWith('timezone ')).map((text) => ({ text: `drill: ${text}`, keys: ['drill'] as SettingKey[] }));
}

/** Between two due times, as a rule: weekends and other longer pauses aside. ms. */
function usualGap(settings: Settings): number {
  const due = compileSchedule({ ...settings, jitter: 0 }, '').between(REFERENCE_MS, REFERENCE_MS + 3650 * 86_400_000, SAMPLE);
  const gaps = due.slice(1).map((ms, index) => ms - due[index]).sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}

/** What `contradictionsOf` depends on: equal keys, equal answer. */
export function contradictionKey({ schedule, window, blackout, timezone, jitter, rateLimit, rpo, overrun, drill }: Settings): string {
  return JSON.stringify([schedule, window, blackout, timezone, jitter, rateLimit, rpo, overrun, drill]);
}
