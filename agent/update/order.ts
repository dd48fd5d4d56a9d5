// An order to update, as the desired state holds it: what it names, and the hours and rates that it keeps to.
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { isVersion } from '../../shared/release/index.js';
import type { DesiredUpdate__Output } from '../../shared/rpc/gen/farvault/v1/DesiredUpdate.js';
import { compileRates, compileSchedule } from '../../shared/schedule/index.js';
import { DEFAULTS, effectiveFromJson } from '../../shared/settings/index.js';
import type { Rate } from '../backup/rate-limit.js';

const ROLLOUT = /^[0-9A-Za-z-]{1,64}$/;
const MAX_SETTINGS_CHARS = 64 * 1024;

export interface UpdateOrder {
  rollout: string;
  version: string;
  settingsJson: string;
}

/** Null: no order that anything could be done with. */
export function takeOrder({ rollout, version, settingsJson }: DesiredUpdate__Output): UpdateOrder | null {
  return ROLLOUT.test(rollout) && isVersion(version) && settingsJson.length <= MAX_SETTINGS_CHARS ? { rollout, version, settingsJson } : null;
}

export function sameOrder(a: UpdateOrder | null, b: UpdateOrder | null): boolean {
  return a?.rollout === b?.rollout && a?.version === b?.version && a?.settingsJson === b?.settingsJson;
}

export interface UpdateHours {
  rate: Rate;
  /** Whether this machine may switch now; else when it may, if ever. */
  mayBegin: (nowMs: number) => { open: boolean; changesMs: number | null };
}

/** REFUSED: this version cannot work by the settings, and would break hours or rates if it guessed. */
export function hoursOf(order: UpdateOrder): UpdateHours {
  try {
    const { rateLimit, timezone, updateWindow } = effectiveFromJson(order.settingsJson);
    const times = compileSchedule({ ...DEFAULTS, timezone, window: updateWindow, schedule: [], blackout: [], jitter: 0 }, 'update');
    return { rate: compileRates(rateLimit, timezone), mayBegin: (nowMs) => times.window(nowMs) };
  } catch (error) {
    throw new FarvaultError('REFUSED', `the hours and rates of the update cannot be read: ${messageOf(error)}`);
  }
}
