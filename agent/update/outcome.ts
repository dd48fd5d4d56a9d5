// What the end of a trial means to the version that runs afterwards, whichever it is. Dealt with once, over crashes: asked.json says how far.
import { VERSION } from '../../shared/config/version.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { highestVersion } from '../../shared/release/versions.js';
import type { Reporter } from './reporter.js';
import type { Outcome, StateFiles } from './state-files.js';
import type { Asked, UpdateFiles } from './update-files.js';

/** A version that reaches no server so often, where the one before does, is bad. */
const MAX_MISSES = 2;

export interface OutcomeParts {
  files: UpdateFiles;
  state: StateFiles;
  reporter: Reporter;
  /** Whether this version has a line, or gets one in the time that a trial has. */
  connects: () => Promise<boolean>;
}

export async function settleOutcome(parts: OutcomeParts): Promise<void> {
  const { files, state, reporter } = parts;
  const [asked, outcome] = [await files.asked(), await state.outcome()];
  if (asked === null || outcome?.id !== asked.id || outcome.result === asked.settled) return;
  failpoint('agent.update.outcome.begin');
  const settled: Asked = { ...asked, settled: outcome.result };
  const { rollout, version } = asked;
  if (outcome.result === 'good') {
    await notProvenLower(files);
    await reporter.say({ rollout, version, state: 'updated' });
  } else if (outcome.result === 'bad') await reporter.say({ rollout, version, state: 'back', reason: outcome.reason });
  else settled.misses = await settleUnreached(parts, asked, outcome);
  await files.keepAsked(settled);
  failpoint('agent.update.outcome.noted');
}

/** Gives the misses so far. */
async function settleUnreached({ state, reporter, connects }: OutcomeParts, { rollout, version, misses }: Asked, outcome: Outcome): Promise<number> {
  const reason = outcome.reason === '' ? 'no connection' : outcome.reason;
  await reporter.say({ rollout, version, state: 'waiting', reason });
  // Else it was this machine: too busy, or its disk did not take how it went.
  if (reason !== 'no connection' || !(await connects())) return misses;
  if (misses + 1 < MAX_MISSES) return misses + 1;
  const why = `it reached no server in ${MAX_MISSES} trials, and ${VERSION} does`;
  await state.markBad(version, why);
  failpoint('agent.update.outcome.bad');
  await reporter.say({ rollout, version, state: 'back', reason: why });
  return misses + 1;
}

/** The version that runs, off trial, has proven itself. */
export async function notProvenLower(files: UpdateFiles): Promise<void> {
  const { proven } = await files.record();
  const highest = highestVersion(proven, VERSION);
  if (highest !== proven) await files.changeRecord({ proven: highest });
}
