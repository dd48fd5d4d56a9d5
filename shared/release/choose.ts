// Whether a version may be installed here: decided over plain data, on the machine, whatever the server says.
import type { Platform, ReleaseTarget, TrustedRelease } from './types.js';
import { compareVersions, isVersion } from './versions.js';

export interface ChooseInputs {
  trusted: Pick<TrustedRelease, 'targets' | 'minimumVersion'>;
  /** What the server asks for. */
  version: string;
  platform: Platform;
  channel: string;
  /** The number of the launcher on this machine. */
  launcher: number;
  runningVersion: string;
  /** The highest version that has proven itself here. */
  highestProven: string | null;
  /** Versions that failed here. */
  bad: readonly string[];
}

export type Refusal = 'version' | 'running' | 'bad' | 'unlisted' | 'platform' | 'channel' | 'older' | 'floor' | 'launcher';

export type Choice = { target: ReleaseTarget } | { refused: Refusal; reason: string };

/** Pre-releases stand where semantic versions put them, below their release: 2.0.0-rc.1 may follow 1.9.0 and may not follow 2.0.0. */
export function chooseTarget(inputs: ChooseInputs): Choice {
  const { trusted, version, platform, channel, runningVersion, highestProven } = inputs;
  const refuse = (refused: Refusal, reason: string): Choice => ({ refused, reason });
  if (!isVersion(version)) return refuse('version', 'what the server asks for is not a version');
  if (version === runningVersion) return refuse('running', `${version} is running already`);
  if (compareVersions(version, runningVersion) < 0) return refuse('older', `${version} is below ${runningVersion}, which runs here`);
  if (highestProven !== null && compareVersions(version, highestProven) < 0) return refuse('older', `${version} is below ${highestProven}, which has proven itself here`);
  const floor = trusted.minimumVersion;
  if (floor !== null && compareVersions(version, floor) < 0) return refuse('floor', `${version} is below ${floor}, the lowest version that may be installed`);
  if (inputs.bad.includes(version)) return refuse('bad', `${version} failed on this machine before`);
  const listed = trusted.targets.filter((target) => target.version === version);
  if (listed.length === 0) return refuse('unlisted', `the signed targets do not list ${version}`);
  const target = listed.find((candidate) => candidate.platform === platform);
  if (target === undefined) return refuse('platform', `${version} is not there for ${platform}`);
  if (!target.channels.includes(channel)) return refuse('channel', `${version} is not in channel ${channel} (it is in ${target.channels.join(', ')})`);
  if (inputs.launcher < target.launcher) return refuse('launcher', `${version} needs launcher ${target.launcher}; this machine has ${inputs.launcher}: run the installer again`);
  return { target };
}
