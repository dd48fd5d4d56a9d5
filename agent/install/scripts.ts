// What root runs belongs to root: the slots are the agent's, so neither is a part of them.
import { SERVICE_USER, UNIT_NAME, type InstallPaths } from './layout.js';

const MARK = '# Farvault:';

export function programScript({ launcher }: InstallPaths): string {
  return `#!/bin/sh
${MARK} the agent's program, of the slot that has proven itself.
exec ${launcher} exec "$@"
`;
}

export function isProgramScript(text: string): boolean {
  return text.includes(`\n${MARK}`);
}

/** Everything that \`backup-agent install\` placed goes. Works when no slot does. */
export function uninstallScript(paths: InstallPaths): string {
  return `#!/bin/sh
${MARK} takes the agent off this machine. \`backup-agent uninstall [--keep-data | --yes] [--dry-run]\`
set -u
ROOT='' KEEP='' YES='' DRY=''

say() { printf '%s\\n' "$*"; }
fail() { printf 'backup-agent: %s\\n' "$*" >&2; exit "\${CODE:-1}"; }
step() { # WHAT COMMAND…
  what=$1
  shift
  if [ -n "$DRY" ]; then say "would: $what"; return 0; fi
  "$@" || fail "$what: failed; correct that and run it again"
  say "done:  $what"
}
stop_process() {
  kill -TERM "$1" 2>/dev/null
  waited=0
  while kill -0 "$1" 2>/dev/null; do
    [ "$waited" -lt 90 ] || { kill -KILL "$1" 2>/dev/null; return 0; }
    sleep 1
    waited=$((waited + 1))
  done
}
# Only directories that hold nothing any more.
sweep() { for place in "$@"; do rmdir "$ROOT$place" 2>/dev/null; done; return 0; }
remove_user() {
  if [ -n "$ROOT" ]; then set -- -P "$ROOT" ${SERVICE_USER}; else set -- ${SERVICE_USER}; fi
  if command -v userdel >/dev/null; then userdel "$@"; else deluser ${SERVICE_USER}; fi
  if grep -q '^${SERVICE_USER}:' "$ROOT/etc/group"; then groupdel "$@" 2>/dev/null || delgroup ${SERVICE_USER}; fi
}

main() {
  while [ $# -gt 0 ]; do
    case $1 in
      --keep-data) KEEP=1 ;;
      --yes) YES=1 ;;
      --dry-run) DRY=1 ;;
      --root) ROOT=\${2%/}; shift ;;
      *) CODE=2 fail "uninstall takes --keep-data, --yes, --dry-run and --root DIR, not '$1'" ;;
    esac
    shift
  done
  [ "$(id -u)" = 0 ] || [ -n "$ROOT" ] || CODE=5 fail 'only root can take the agent off this machine'
  if [ -z "$KEEP$YES$DRY" ] && [ -d "$ROOT${paths.dataDir}" ]; then
    CODE=2 fail "this removes ${paths.dataDir}, too, and with it the identity of this machine: say --yes, or --keep-data to keep it"
  fi
  # Once more after a cut: what is gone already cannot be stopped or removed again.
  if [ -z "$ROOT" ] && [ -d /run/systemd/system ] && [ -e "${paths.unit}" ]; then
    step 'stop the service' systemctl disable --now --quiet ${UNIT_NAME}
  fi
  # The agent's user writes that file: it is believed only of a process that is a launcher.
  if [ -f "$ROOT${paths.state}/running" ] && read -r launcher _ 2>/dev/null <"$ROOT${paths.state}/running" && tr '\\0' ' ' 2>/dev/null <"/proc/$launcher/cmdline" | grep -qF "$ROOT${paths.launcher} run"; then
    step "stop the agent, process $launcher" stop_process "$launcher"
  fi
  step 'remove the service' rm -f "$ROOT${paths.unit}" "$ROOT${paths.wanted}"
  step 'remove changes to the service' rm -rf "$ROOT${paths.unit}.d"
  if [ -z "$ROOT" ] && [ -d /run/systemd/system ]; then step 'tell systemd' systemctl daemon-reload; fi
  if grep -qF '${paths.launcher}' "$ROOT${paths.program}" 2>/dev/null; then step 'remove ${paths.program}' rm -f "$ROOT${paths.program}"; fi
  if [ -z "$KEEP" ]; then step 'remove ${paths.dataDir}' rm -rf "$ROOT${paths.dataDir}"; fi
  made=''
  [ ! -e "$ROOT${paths.madeUser}" ] || made=1
  # Data that is kept stays its user's.
  if [ -n "$made" ] && [ -z "$KEEP" ] && grep -q '^${SERVICE_USER}:' "$ROOT/etc/passwd"; then step 'remove the user ${SERVICE_USER}' remove_user; fi
  # Slots first: no launcher is left with them that does not know whom to become.
  step 'remove ${paths.prefix}' rm -rf "$ROOT${paths.slots}" "$ROOT${paths.state}" "$ROOT${paths.prefix}"
  [ -n "$DRY" ] || sweep /var/lib/farvault/restore /var/lib/farvault
  [ -n "$DRY" ] || say 'The agent is gone from this machine. Its snapshots stay on the server; what was restored here stays, too.'
}
main "$@"
exit
`;
}
