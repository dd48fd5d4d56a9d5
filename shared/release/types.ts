// What releases are, for those who make, sign, carry and install them. Layouts: docs/agent-life.md.

export const PLATFORMS = ['linux-x64', 'linux-arm64'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Bounds, for whoever reads what others have made. */
export const MAX_METADATA_BYTES = 1 << 20;
export const MAX_ARCHIVE_BYTES = 256 << 20;
export const MAX_UNPACKED_BYTES = 1 << 30;
export const MAX_RELEASE_FILES = 10_000;
export const DEFAULT_CHANNEL = 'stable';

/** Of an agent, when it says 'look again': a trial is asked for. */
export const EXIT_LOOK_AGAIN = 75;

/** release.json: all other files of the archive, in the order of their paths' bytes. */
export interface ReleaseManifest {
  format: 1;
  version: string;
  platform: Platform;
  /** Of the runtime, as 24.21.0. */
  node: string;
  /** The lowest launcher that can run it. */
  launcher: number;
  /** What its agent writes into the data directory. */
  stateFormat: number;
  files: ReleaseFile[];
}

export interface ReleaseFile {
  /** Relative, '/' between parts, no '.' or '..'. */
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  /** 0o644 or 0o755. */
  mode: number;
}

/** `custom.farvault` of a target. */
export interface TargetCustom {
  version: string;
  platform: Platform;
  channels: string[];
  launcher: number;
}

/** A target that the newest trusted metadata lists. */
export interface ReleaseTarget extends TargetCustom {
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** What an agent may install from, when everything was verified. */
export interface TrustedRelease {
  targets: ReleaseTarget[];
  minimumVersion: string | null;
  /** Of timestamp, snapshot, targets and root; ms since 1970. */
  expiries: { role: 'root' | 'targets' | 'snapshot' | 'timestamp'; version: number; expiresMs: number }[];
}

/** Where trusted metadata is kept between calls. Replacing is durable. Names: root.json, timestamp.json, snapshot.json, targets.json. */
export interface MetadataStore {
  read(name: string): Promise<Buffer | null>;
  write(name: string, bytes: Buffer): Promise<void>;
  /** Durable, too. No error when it is not there. */
  remove(name: string): Promise<void>;
}

/** Where new metadata comes from. Null: there is none of that name. At most `maxBytes` are asked for; more is an error of the source. */
export type MetadataSource = (name: string, maxBytes: number, signal?: AbortSignal) => Promise<Buffer | null>;

/** What this version's agent writes into its data directory. Raised one version after STATE_FORMAT_READ, so that there is always a way back. */
export const STATE_FORMAT = 1;
/** The highest that it reads. */
export const STATE_FORMAT_READ = 1;

/** The lowest launcher (agent/launcher/launcher.sh, `NUMBER`) that can run this version's agent. */
export const LAUNCHER_NEEDED = 1;
