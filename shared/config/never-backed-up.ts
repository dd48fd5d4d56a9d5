// What no job ever backs up: shown centrally by `job show`, enforced by the agent's walk (agent/scan).

/** The file at the top of every repository. A directory that holds one is left alone: a server that protects itself must not back up its own packs. */
export const REPOSITORY_MARKER = 'FARVAULT-REPOSITORY';

export const NEVER_BACKED_UP: readonly { what: string; why: string }[] = [
  { what: '/proc, /sys, /dev, /run', why: 'state of the running system, not data; the directories themselves are kept' },
  { what: 'mounts of kernel file systems (proc, sysfs, devtmpfs, cgroup, ...)', why: 'as above, wherever they are mounted' },
  { what: 'swap files in use', why: 'memory of the running system' },
  { what: "the agent's own state", why: 'it is made anew when lost, and holds the key of this machine' },
  { what: `directories with a file ${REPOSITORY_MARKER}`, why: 'a Farvault repository would be backed up into itself' },
];
