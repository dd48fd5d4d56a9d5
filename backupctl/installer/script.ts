// An agent's installer: a POSIX sh script with the release behind it (tar, gzip), which needs of its machine sh, tar, gzip and the usual small tools.
import { createHash } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Platform } from '../../shared/release/types.js';

export interface InstallerParts {
  office: string;
  version: string;
  platform: Platform;
  token: string;
  /** root.json of the update keys. */
  trust: Buffer;
  /** For `backup-agent install`, each one word. */
  options: readonly string[];
  /** tar, gzip. */
  release: Buffer;
  unpackedBytes: number;
}

/** The oldest C library that the runtime works with: 2.28. */
const GLIBC_MINOR = 28;
const MACHINES: Record<Platform, string> = { 'linux-x64': 'x86_64', 'linux-arm64': 'aarch64' };
const OFFSET_DIGITS = 9;
const OFFSET_MARK = '@OFFSET@';

export function installerFile(parts: InstallerParts): Buffer {
  const text = scriptText(parts);
  // Its own length stands in it.
  const length = Buffer.byteLength(text) - OFFSET_MARK.length + OFFSET_DIGITS;
  const head = text.replace(OFFSET_MARK, () => String(length + 1).padStart(OFFSET_DIGITS, ' '));
  return Buffer.concat([Buffer.from(head), parts.release]);
}

/** One word of a shell's command line. */
function word(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The server named it, and it stands in the script as it is. */
const OFFICE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

function scriptText({ office, version, platform, token, trust, options, release, unpackedBytes }: InstallerParts): string {
  if (!OFFICE.test(office)) throw new FarvaultError('INVALID', `the server says that the office is ${JSON.stringify(office.slice(0, 100))}: that is no name of an office`);
  return `#!/bin/sh
# Installs the Farvault agent ${version} (${platform}) for office ${office}. It holds a one-time token: keep it as secret as a password until it is used.
# Everything behind the last line of this script is the release.
set -u
OFFSET=${word(OFFSET_MARK)}
SHA256=${createHash('sha256').update(release).digest('hex')}
NEEDED_KB=${Math.ceil((3 * unpackedBytes) / 1024)}
TOKEN=${word(token)}
TRUST=${word(trust.toString())}
PREFIX=/opt/farvault
WORK=''
MADE_PREFIX=''

usage() {
  cat <<'END'
Installs the Farvault agent ${version} (${platform}) for office ${office}, as root:

  sh FILE                 install, enrol and start it; again: repair, or say that all is well
  sh FILE --dry-run       say what would be done, and leave nothing changed
  sh FILE --uninstall     take it off this machine again (--yes: with its data; --keep-data: without)

Options of \`backup-agent install\` are taken, too: --name, --restore-root, --prefix, --data-dir, --channel,
--user root (for snapshots of file systems and hooks that mount), --backup-only, --no-start.
END
}
fail() { # MESSAGE REMEDY
  printf 'farvault: %s\\n%s\\n' "$1" "$2" >&2
  exit 1
}
clean() {
  [ -z "$WORK" ] || rm -rf "$WORK"
  [ -z "$MADE_PREFIX" ] || rmdir "$PREFIX" 2>/dev/null
  return 0
}

check_machine() {
  [ "$(id -u)" = 0 ] || fail 'only root can install the agent.' 'Run it with sudo.'
  [ "$(uname -s)" = Linux ] || fail "this is $(uname -s), and the agent is for Linux." 'There is no agent for this system.'
  machine=$(uname -m)
  [ "$machine" = ${MACHINES[platform]} ] || fail "this machine is $machine, and this release is for ${MACHINES[platform]}." 'Make an installer with: backupctl agent installer --platform linux-x64 or linux-arm64'
  for tool in tar gzip tail df; do
    command -v "$tool" >/dev/null || fail "there is no $tool here." "Install $tool."
  done
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null || ldd --version 2>/dev/null | head -n 1)
  glibc=\${glibc##* }
  case $glibc in
    2.*) minor=\${glibc#2.}; minor=\${minor%%[!0-9]*} ;;
    *) minor=0 ;;
  esac
  [ "\${minor:-0}" -ge ${GLIBC_MINOR} ] || fail "this system's C library is \${glibc:-not glibc}, and the agent needs glibc 2.${GLIBC_MINOR} or later." 'musl systems (Alpine) and those older than 2018 are not supported.'
}
check_space() {
  place=$PREFIX
  while [ ! -d "$place" ]; do place=$(dirname "$place"); done
  free=$(df -Pk "$place" | awk 'NR == 2 { print $4 }' 2>/dev/null || df -Pk "$place" | sed -n '2s/^[^ ]* *[0-9]* *[0-9]* *\\([0-9]*\\).*/\\1/p')
  [ "\${free:-0}" -ge "$NEEDED_KB" ] || fail "$place has $((\${free:-0} / 1024)) MB free, and $((NEEDED_KB / 1024)) MB are needed." 'Make room, or choose another place with --prefix.'
}
unpack() {
  [ -d "$PREFIX" ] || MADE_PREFIX=1
  umask 022
  mkdir -p "$PREFIX" || fail "cannot make $PREFIX." 'Choose another place with --prefix.'
  [ -O "$PREFIX" ] || fail "$PREFIX belongs to another user than root, who could change what root runs." 'Choose another place with --prefix.'
  # What an installer that was killed left, its token too.
  for left in "$PREFIX"/installer.*; do
    [ ! -d "$left" ] || kill -0 "\${left##*.}" 2>/dev/null || rm -rf "$left"
  done
  # Not in /tmp, from which often nothing may be run.
  WORK=$PREFIX/installer.$$
  mkdir "$WORK" && (umask 077 && printf '%s\\n' "$TOKEN" >"$WORK/token") || fail "cannot write to $PREFIX." 'Choose another place with --prefix.'
  if command -v sha256sum >/dev/null; then
    sum=$(tail -c "+$((OFFSET))" "$FILE" | sha256sum)
    [ "\${sum%% *}" = "$SHA256" ] || fail 'this file is damaged.' 'Copy it here anew.'
  fi
  mkdir "$WORK/release" && tail -c "+$((OFFSET))" "$FILE" | gzip -dc | tar -xof - -C "$WORK/release" || fail 'the release could not be unpacked.' 'Is there room? Else copy this file here anew.'
  printf %s "$TRUST" >"$WORK/root.json" || fail "cannot write to $PREFIX." 'Is there room?'
  "$WORK/release/backup-agent" --version >/dev/null || fail "programs in $PREFIX cannot be run." 'Is its file system mounted with noexec? Then choose another place with --prefix.'
}

main() {
  FILE=$0
  prefix_next=''
  for word in "$@"; do
    if [ -n "$prefix_next" ]; then PREFIX=$word; prefix_next=''; continue; fi
    case $word in
      -h | --help) usage; exit 0 ;;
      --prefix) prefix_next=1 ;;
      --prefix=*) PREFIX=\${word#--prefix=} ;;
    esac
  done
  case $PREFIX in /*) ;; *) fail "--prefix $PREFIX is not an absolute path." 'Give one.' ;; esac
  if [ "\${1:-}" = --uninstall ]; then
    shift
    [ -x "$PREFIX/uninstall" ] || fail "nothing is installed in $PREFIX." 'Name the place with --prefix.'
    while [ "\${1:-}" = --prefix ]; do shift 2; done
    exec "$PREFIX/uninstall" "$@"
  fi
  check_machine
  check_space
  trap clean EXIT
  trap 'exit 130' INT TERM HUP
  unpack
  "$WORK/release/backup-agent" install --token-file "$WORK/token" --trust "$WORK/root.json" ${options.map(word).join(' ')} "$@"
}
# One line: nothing behind it is ever read as a script.
main "$@"; exit
`;
}
