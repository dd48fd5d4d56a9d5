// The systemd unit, and which rights the agent has: docs/install.md says why each line is there.
import type { InstallPaths, SERVICE_USER } from './layout.js';

/** Reads what it backs up, whoever it belongs to. */
const READ = ['CAP_DAC_READ_SEARCH'];
/** What a restore needs to give files back to their owners, with modes and attributes as they were. */
const RESTORE = ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_FSETID', 'CAP_SETFCAP'];

export interface Rights {
  /** The agent's user: its own, or root. */
  user: typeof SERVICE_USER | 'root';
  /** Restores give files to the agent's user. */
  backupOnly: boolean;
}

export function capabilities({ user, backupOnly }: Rights): string[] {
  if (user === 'root') return [];
  return backupOnly ? READ : [...READ, ...RESTORE];
}

/** What the launcher reads when root starts it without systemd: the user, and capabilities as setpriv writes them. */
export function userFile(rights: Rights): string {
  return `${[rights.user, ...capabilities(rights).map((name) => name.replace('CAP_', '').toLowerCase())].join(' ')}\n`;
}

export function unitText(paths: InstallPaths, rights: Rights, restoreRoots: readonly string[]): string {
  return `# Written by backup-agent install. Changes of your own: systemctl edit farvault-agent
[Unit]
Description=Farvault agent: backs this machine up
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${paths.launcher} run run --data-dir ${paths.dataDir}
User=${rights.user}
Group=${rights.user}
UMask=0077
Restart=always
RestartSec=5
KillMode=mixed
TimeoutStopSec=90
SuccessExitStatus=130 143

# Beside the machine's own work, not before it.
CPUWeight=20
CPUQuota=200%
IOWeight=20
MemoryHigh=512M
MemoryMax=768M
TasksMax=512
LimitNOFILE=65536

${rights.user === 'root' ? OF_ROOT : sandbox(paths, rights, restoreRoots)}
[Install]
WantedBy=multi-user.target
`;
}

/** File-system snapshots and hooks that mount need all of root: only what no backup uses is closed. */
const OF_ROOT = `# Runs as root, for snapshots of file systems and hooks that need it.
LockPersonality=yes
ProtectClock=yes
ProtectHostname=yes
RestrictRealtime=yes
SystemCallArchitectures=native
`;

function sandbox(paths: InstallPaths, rights: Rights, restoreRoots: readonly string[]): string {
  const names = capabilities(rights).join(' ');
  const writable = [paths.dataDir, paths.slots, paths.state].join(' ');
  return `# It reads everything, and writes only here.
CapabilityBoundingSet=${names}
AmbientCapabilities=${names}
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths=${writable}
${restoreRoots.map((root) => `ReadWritePaths=-${quoted(root)}\n`).join('')}
# Block devices are backed up, never written.
DevicePolicy=closed
DeviceAllow=block-* r
${rights.backupOnly ? '' : OVERRIDE_IS_NOT_ROOT}
# Not PrivateTmp, PrivateDevices, ProtectKernelModules: they hide files from a backup. Not MemoryDenyWriteExecute: the runtime compiles what it runs.
LockPersonality=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
${rights.backupOnly ? 'RestrictSUIDSGID=yes\n' : ''}SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
`;
}

/** What no read-only file system stops. */
const OVERRIDE_IS_NOT_ROOT = `# CAP_DAC_OVERRIDE would open sockets behind which root runs programs for whoever asks.
InaccessiblePaths=-/run/docker.sock -/run/containerd/containerd.sock -/run/podman/podman.sock -/run/crio/crio.sock
`;

/** As a unit file takes it: one word. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}
