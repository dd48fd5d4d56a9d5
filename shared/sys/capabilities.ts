// What this machine's libc binding gives. Each loss is one named warning of a run, never a silent one.
import { libc, type LibcCall } from './libc.js';

export interface Loss {
  name: string;
  what: string;
}

const FEATURES: { name: string; calls: LibcCall[]; without: string }[] = [
  { name: 'directory-descriptors', calls: ['openat', 'close', 'statx', 'getdents64'], without: 'trees cannot be scanned for a backup' },
  { name: 'extended-attributes', calls: ['llistxattr', 'lgetxattr', 'lsetxattr', 'fsetxattr'], without: 'extended attributes, ACLs and file capabilities are left out' },
  { name: 'holes', calls: ['lseek'], without: 'sparse files are read in full' },
  { name: 'nanosecond-times', calls: ['utimensat'], without: 'times are restored to the microsecond' },
  { name: 'special-files', calls: ['mknodat'], without: 'devices, fifos and sockets are not restored' },
  { name: 'locks', calls: ['flock'], without: 'two processes on one directory are told apart by process id alone' },
  { name: 'flush-of-file-systems', calls: ['syncfs'], without: 'each restored file is flushed by itself' },
];

/** Empty where all is there. */
export function losses(): Loss[] {
  return FEATURES.filter(({ calls }) => calls.some((call) => libc[call] === undefined)).map(({ name, without }) => ({ name, what: without }));
}

export function has(feature: string): boolean {
  return !losses().some(({ name }) => name === feature);
}
