// What the newest targets offer to agents.
import type { ReleaseTarget } from '../../shared/release/types.js';
import { compareVersions } from './agent-state.js';
import type { ListedReleases } from './rollouts.js';

interface Targets {
  minimumVersion: string | null;
  targets: readonly ReleaseTarget[];
}

/** `newest`: null: there are none. What lies below the lowest version that may be installed is not offered. */
export function listedReleases(newest: () => Targets | null): ListedReleases {
  const offered = (): readonly ReleaseTarget[] => {
    const { minimumVersion, targets } = newest() ?? { minimumVersion: null, targets: [] };
    return minimumVersion === null ? targets : targets.filter(({ version }) => compareVersions(version, minimumVersion) >= 0);
  };
  return {
    versions: () => [...new Set(offered().map(({ version }) => version))],
    has: (version, platform, channel) => offered().some((target) => target.version === version && target.platform === platform && target.channels.includes(channel)),
  };
}
