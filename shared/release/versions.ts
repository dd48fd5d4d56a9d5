// Versions of releases: semantic versions in their one spelling, without build metadata (it does not count in their order).
import semver from 'semver';

export const MAX_VERSION_LENGTH = 64;

export function isVersion(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MAX_VERSION_LENGTH && semver.valid(text) === text;
}

/** Below 0, 0, above 0; a pre-release is below its release. Both must be versions. */
export function compareVersions(a: string, b: string): number {
  return semver.compare(a, b);
}

export function isPreRelease(version: string): boolean {
  return semver.prerelease(version) !== null;
}

/** The higher of those that are given. */
export function highestVersion(...versions: (string | null)[]): string | null {
  return versions.reduce((highest, version) => (version !== null && (highest === null || compareVersions(version, highest) > 0) ? version : highest), null);
}
