// The service manager, and how the agent fares under it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { FarvaultError } from '../../shared/errors/errors.js';
import { UNIT_NAME } from './layout.js';

/** Stopping waits for runs to end in order. */
const SYSTEMCTL_TIMEOUT_MS = 150_000;
const PLACES = ['/etc/systemd/system', '/lib/systemd/system', '/usr/lib/systemd/system'];

/** Where units are read from, if there are any. */
export function hasSystemd(root: string): boolean {
  return PLACES.some((place) => existsSync(root + place));
}

/** It is process 1 here and now. */
export function systemdRuns(root: string): boolean {
  return root === '' && existsSync('/run/systemd/system');
}

export function systemctl(...args: string[]): void {
  const { error, status, stderr } = spawnSync('systemctl', args, { encoding: 'utf8', timeout: SYSTEMCTL_TIMEOUT_MS });
  if (error === undefined && status === 0) return;
  throw new FarvaultError('IO', `systemctl ${args.join(' ')}: ${error?.message ?? stderr.trim()}`, { remedy: `See: systemctl status ${UNIT_NAME}; journalctl -u ${UNIT_NAME}` });
}

export function serviceIsActive(): boolean {
  return spawnSync('systemctl', ['is-active', '--quiet', UNIT_NAME], { timeout: SYSTEMCTL_TIMEOUT_MS }).status === 0;
}
