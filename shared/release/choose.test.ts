import { describe, expect, it } from 'vitest';
import { chooseTarget, type ChooseInputs } from './choose.js';
import { releasePath } from './release-targets.js';
import type { Platform, ReleaseTarget } from './types.js';

function target(version: string, platform: Platform = 'linux-x64', channels = ['stable'], launcher = 1): ReleaseTarget {
  return { version, platform, channels, launcher, bytes: 1, sha256: 'ab'.repeat(32), path: releasePath(version, platform) };
}

const INPUTS: ChooseInputs = {
  trusted: { targets: [target('1.0.0'), target('1.1.0'), target('2.0.0-rc.1', 'linux-x64', ['beta']), target('2.0.0'), target('2.1.0', 'linux-arm64'), target('3.0.0', 'linux-x64', ['stable'], 2)], minimumVersion: '0.9.0' },
  version: '2.0.0',
  platform: 'linux-x64',
  channel: 'stable',
  launcher: 1,
  runningVersion: '1.0.0',
  highestProven: '1.0.0',
  bad: [],
};

describe('what may be installed', () => {
  it('is the version that is asked for, for this platform', () => {
    expect(chooseTarget(INPUTS)).toEqual({ target: target('2.0.0') });
    expect(chooseTarget({ ...INPUTS, version: '2.1.0', platform: 'linux-arm64' })).toEqual({ target: target('2.1.0', 'linux-arm64') });
    expect(chooseTarget({ ...INPUTS, version: '1.1.0', highestProven: null })).toEqual({ target: target('1.1.0') });
  });

  it.each<[string, Partial<ChooseInputs>, string, RegExp]>([
    ['no version', { version: '../../etc' }, 'version', /not a version/],
    ['a loose spelling', { version: 'v2.0.0' }, 'version', /not a version/],
    ['what runs', { version: '1.0.0' }, 'running', /runs? already|running already/],
    ['below what runs', { version: '1.0.0', runningVersion: '1.1.0' }, 'older', /1\.0\.0 is below 1\.1\.0, which runs here/],
    ['below what has proven itself, after going back', { version: '1.1.0', highestProven: '2.0.0' }, 'older', /proven/],
    ['below the trusted floor', { trusted: { ...INPUTS.trusted, minimumVersion: '2.0.1' } }, 'floor', /2\.0\.1/],
    ['what failed here', { bad: ['2.0.0'] }, 'bad', /failed/],
    ['not listed', { version: '2.0.1' }, 'unlisted', /do not list/],
    ['of another platform', { version: '2.1.0' }, 'platform', /not there for linux-x64/],
    ['of another channel', { version: '2.0.0-rc.1' }, 'channel', /not in channel stable \(it is in beta\)/],
    ['for a newer launcher', { version: '3.0.0' }, 'launcher', /needs launcher 2; this machine has 1/],
  ])('is not: %s', (_name, change, refused, reason) => {
    const choice = chooseTarget({ ...INPUTS, ...change });
    expect(choice).toMatchObject({ refused, reason: expect.stringMatching(reason) as string });
  });

  it('a pre-release stands below its release: on its channel it may come before, never after', () => {
    expect(chooseTarget({ ...INPUTS, channel: 'beta', version: '2.0.0-rc.1' })).toHaveProperty('target');
    expect(chooseTarget({ ...INPUTS, channel: 'beta', version: '2.0.0-rc.1', runningVersion: '2.0.0' })).toMatchObject({ refused: 'older' });
    expect(chooseTarget({ ...INPUTS, runningVersion: '2.0.0-rc.1' })).toHaveProperty('target');
  });
});
