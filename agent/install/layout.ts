// Where an installation lies, as the machine will see it. Code that writes puts the `root` of an image before it; '' is this machine.
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';

export const DEFAULT_PREFIX = '/opt/farvault';
export const DEFAULT_DATA_DIR = '/var/lib/farvault/agent';
export const UNIT_NAME = 'farvault-agent.service';
export const SERVICE_USER = 'farvault';

/** As the machine will see them. */
export interface InstallPaths {
  prefix: string;
  dataDir: string;
  launcher: string;
  user: string;
  madeUser: string;
  uninstall: string;
  restoreRoots: string;
  slots: string;
  state: string;
  program: string;
  unit: string;
  wanted: string;
}

export function installPaths(prefix: string, dataDir: string): InstallPaths {
  for (const [option, value] of [['--prefix', prefix], ['--data-dir', dataDir]]) {
    // They stand in shell scripts and in a unit.
    if (!/^(\/[A-Za-z0-9._@+-]+)+$/.test(value) || path.normalize(value) !== value) {
      throw new FarvaultError('USAGE', `${option} ${JSON.stringify(value)} is not taken`, { remedy: 'Give an absolute path of letters, digits and ._@+- that is not /.' });
    }
  }
  if (isWithin(prefix, dataDir) || isWithin(dataDir, prefix)) throw new FarvaultError('USAGE', '--prefix and --data-dir may not lie within each other');
  const at = (name: string): string => path.join(prefix, name);
  return {
    prefix,
    dataDir,
    launcher: at('launcher'),
    user: at('user'),
    madeUser: at('made-user'),
    uninstall: at('uninstall'),
    restoreRoots: at('restore-roots'),
    slots: at('slots'),
    state: at('state'),
    program: '/usr/local/bin/backup-agent',
    unit: `/etc/systemd/system/${UNIT_NAME}`,
    wanted: `/etc/systemd/system/multi-user.target.wants/${UNIT_NAME}`,
  };
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}
