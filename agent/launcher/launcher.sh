#!/bin/sh
# Farvault's launcher: keeps the agent running, puts a new version on trial, goes back when the trial fails. It is installed once and lies outside the
# slots, so that no version of the agent can take it along. docs/agent-life.md says what each state file holds and why steps come in this order.
#
#   launcher run ARGS…    supervise `backup-agent ARGS…` until told to stop (SIGTERM, SIGINT, SIGHUP)
#   launcher exec ARGS…   run `backup-agent ARGS…` of the current slot once
#   launcher --version    its number
#
# FARVAULT_TRIAL_SECONDS: how long a trial may take (120). Nothing that a state file holds is ever run, or used as a name before it was checked.
# shellcheck disable=SC2046 # `set -- $(words …)` splits on purpose
set -u -f
NUMBER=1
TRIAL_LIMIT=120
MAX_TRIES=3
MAX_DELAY=60
# So many ends within so many seconds, and a version on probation is given up.
MAX_ENDS=5
ENDS_WITHIN=600
LOOK_AGAIN=75

home=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
state=$home/state
pid=''
stopping=''

say() { printf 'launcher: %s\n' "$*" >&2; }

# ---- State files: one line of words. A file that is replaced is old or new after a loss of power, never between.

words() { [ -f "$state/$1" ] && head -c 4096 "$state/$1" 2>/dev/null | head -n 1 | tr -c '0-9A-Za-z .,:;_+()/=\n-' '?'; }
is_slot() { case $1 in a | b) ;; *) return 1 ;; esac }
is_id() { case $1 in '' | *[!0-9A-Za-z-]*) return 1 ;; esac; [ "${#1}" -le 64 ]; }
is_version() { case $1 in [!0-9]* | '' | *[!0-9A-Za-z.+-]*) return 1 ;; esac; [ "${#1}" -le 64 ]; }
is_number() { case $1 in '' | *[!0-9]*) return 1 ;; esac; [ "${#1}" -le 9 ]; }

if is_number "${FARVAULT_TRIAL_SECONDS:-}"; then TRIAL_LIMIT=$FARVAULT_TRIAL_SECONDS; fi

flush() { sync "$1" 2>/dev/null || sync; }
put() { # FILE TEXT
  { printf '%s\n' "$2" >"$state/$1.tmp"; } 2>/dev/null && flush "$state/$1.tmp" && mv -f "$state/$1.tmp" "$state/$1" 2>/dev/null && flush "$(dirname "$state/$1")" && return 0
  say "cannot write $state/$1"
  return 1
}
drop() { # FILE…
  for name in "$@"; do rm -f "$state/$name"; done
  flush "$state"
}
mark_bad() { # VERSION REASON
  mkdir -p "$state/bad" && put "bad/$1" "$2" && flush "$state"
}

whole() { [ -x "$home/slots/$1/backup-agent" ] && [ -f "$home/slots/$1/release.json" ]; }
version_of() { grep -o '"version" *: *"[0-9][0-9A-Za-z.+-]*"' "$home/slots/$1/release.json" 2>/dev/null | head -n 1 | cut -d '"' -f 4; }

# ---- Which slot. `trial` and `probation` are there only if they make sense; what does not is removed.

read_trial() {
  set -- $(words trial) ''
  if [ $# -eq 4 ] && is_slot "$1" && is_version "$2" && is_id "$3"; then
    trial_slot=$1 trial_version=$2 trial_id=$3
    return 0
  fi
  trial_slot=''
  [ ! -e "$state/trial" ] || drop trial
  return 1
}
read_probation() {
  set -- $(words probation) ''
  if [ $# -eq 3 ] && is_slot "$1" && [ "$1" != "$current" ] && whole "$1" && [ "$2" = "$(version_of "$1")" ]; then
    probation=$1
    return 0
  fi
  return 1
}
read_tries() { # how often this trial was begun
  set -- $(words tries) ''
  if [ "$1" = "$trial_id" ] && is_number "${2:-}"; then tries=$2; else tries=0; fi
}
read_outcome() {
  set -- $(words outcome) '' '' ''
  outcome_id=$1 outcome_version=$2 outcome_result=$3
}
find_current() {
  set -- $(words current) ''
  current=$1
  if [ $# -eq 2 ] && is_slot "$current" && whole "$current"; then return 0; fi
  # Damaged, or its slot is not there. The other is taken if it is whole, has not failed here and has not yet to prove itself; else whichever is whole.
  read_trial
  read_outcome
  current=''
  for slot in a b; do
    version=$(version_of "$slot")
    if ! whole "$slot" || [ "$slot" = "$trial_slot" ] || [ -e "$state/bad/$version" ]; then continue; fi
    if [ "$version" = "$outcome_version" ] && [ "$outcome_result" != good ]; then continue; fi
    if [ -z "$current" ] || [ "$version" = "$outcome_version" ]; then current=$slot; fi
  done
  for slot in a b; do
    if [ -z "$current" ] && whole "$slot"; then current=$slot; fi
  done
  [ -n "$current" ] || { say "no slot below $home/slots holds an agent: install it anew"; return 1; }
}

# ---- The agent's process.

start() { # SLOT TRIAL-ID ARGS…
  slot=$1 id=$2
  shift 2
  pid=''
  (
    FARVAULT_HOME=$home FARVAULT_SLOT=$slot FARVAULT_TRIAL=$id
    export FARVAULT_HOME FARVAULT_SLOT FARVAULT_TRIAL
    [ -n "$id" ] || unset FARVAULT_TRIAL
    exec "$home/slots/$slot/backup-agent" "$@"
  ) &
  pid=$!
  { printf '%s\n' "$$ $pid" >"$state/running.tmp" && mv -f "$state/running.tmp" "$state/running"; } 2>/dev/null
  # Told to stop while it was being made: it may have missed that.
  [ -z "$stopping" ] || { sleep 1; kill -TERM "$pid" 2>/dev/null; }
}
stop() {
  stopping=1
  interrupted=1
  [ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null
}
alive() { kill -0 "$1" 2>/dev/null; }
finish() { # waits until the child has ended: `code`
  code=''
  while :; do
    interrupted=''
    wait "$pid"
    status=$?
    # 127: there is nothing to wait for; then the wait before had its code.
    if [ "$status" != 127 ] || [ -z "$code" ]; then code=$status; fi
    # A signal ends `wait`, and not the child; both may have happened.
    [ -n "$interrupted" ] || break
  done
  pid=''
}
pause() { # SECONDS, or until told to stop
  left=$1
  while [ "$left" -gt 0 ] && [ -z "$stopping" ]; do
    sleep 1
    left=$((left - 1))
  done
}
end_process() { # PID: SIGTERM, 5 s, SIGKILL
  kill -TERM "$1" 2>/dev/null
  for second in 1 2 3 4 5; do
    alive "$1" || return 0
    sleep 1
  done
  say "process $1 did not end within $second s and is killed"
  kill -KILL "$1" 2>/dev/null
}
end_former() { # What a launcher that was killed left running.
  set -- $(words running) '' ''
  if is_number "$1" && [ "$1" != $$ ] && tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF "$home/launcher run"; then
    say "process $1 is a launcher that runs here already"
    exit 5
  fi
  is_number "$2" || return 0
  # By its program, or by what it was started with: the runtime need not be the slot's own.
  case "$(readlink "/proc/$2/exe") $(tr '\0' ' ' 2>/dev/null <"/proc/$2/cmdline")" in *"$home/slots/"*) end_process "$2" ;; esac
}

# ---- Trials.

conclude() { # RESULT REASON
  say "version $trial_version on trial: $1${2:+, $2}"
  put outcome "$trial_id $trial_version $1${2:+ $2}"
  drop trial
  drop tries verdict
}
conclude_bad() { # REASON
  mark_bad "$trial_version" "$1"
  conclude bad "$1"
}
# Whether a trial is to begin. What an earlier launcher could not finish is finished here, each step at most once more.
wants_trial() {
  read_trial || return 1
  read_outcome
  read_tries
  if [ "$outcome_id" = "$trial_id" ]; then drop trial
  elif [ "$trial_slot" = "$current" ]; then
    # It had become the current one when the power failed; or the agent asked for what runs.
    if [ "$tries" -gt 0 ]; then conclude good ''; else drop trial; fi
  elif [ -e "$state/bad/$trial_version" ]; then conclude bad "it has failed here before"
  elif ! whole "$trial_slot" || [ "$(version_of "$trial_slot")" != "$trial_version" ]; then conclude bad "slot $trial_slot does not hold it"
  elif [ "$tries" -ge "$MAX_TRIES" ]; then conclude_bad "begun $tries times and interrupted each time"
  else return 0
  fi
  return 1
}
promote() {
  version=$(version_of "$current")
  put probation "$current $version" && put current "$trial_slot" || return 1
  current=$trial_slot
  conclude good ''
}
read_verdict() { # of this trial; empty: none yet
  set -- $(words verdict)
  verdict='' said=''
  if [ "${2:-}" = "$trial_id" ]; then
    verdict=$1
    shift 2
    said=$*
  fi
}
# Leaves the new version running (`pid`) if it has proven itself, else nothing.
try() { # ARGS…
  # Not counted, not begun: it could be begun for ever.
  put tries "$trial_id $((tries + 1))" || { drop trial; return 0; }
  drop verdict
  start "$trial_slot" "$trial_id" "$@"
  result='' reason='' waited=0
  while [ -z "$result" ]; do
    sleep 1
    waited=$((waited + 1))
    [ -z "$stopping" ] || { finish; exit "$code"; }
    gone=''
    alive "$pid" || { finish; gone=1; }
    # After that look: what it wrote before it ended counts.
    read_verdict
    case $verdict in
      bad) result=bad reason=$said ;;
      unreached) result=unreached reason=${said:-no connection} ;;
      good)
        if [ -z "$gone" ]; then
          promote && return 0
          result=unreached reason='its success could not be written'
        fi
        ;;
    esac
    [ -n "$result" ] || [ -z "$gone" ] || result=bad reason="it ended with exit code $code"
    [ -n "$result" ] || [ "$waited" -lt "$TRIAL_LIMIT" ] || result=bad reason="no verdict within $TRIAL_LIMIT s"
  done
  [ -z "$pid" ] || { end_process "$pid"; finish; }
  if [ "$result" = bad ]; then conclude_bad "$reason"; else conclude "$result" "$reason"; fi
}

# ---- Probation: the first day of a new version.

go_back() { # REASON
  version=$(version_of "$current")
  say "version $version: $1; going back to slot $probation"
  mark_bad "$version" "$1"
  read_outcome
  if [ "$outcome_version" = "$version" ] && is_id "$outcome_id"; then put outcome "$outcome_id $version bad $1"; fi
  put current "$probation"
  current=$probation
  drop probation
}
change_over() { # to the other slot, if that is whole and has not failed here
  for slot in a b; do
    if [ "$slot" != "$current" ] && whole "$slot" && [ ! -e "$state/bad/$(version_of "$slot")" ] && put current "$slot"; then
      say "slot $current cannot be run; going over to slot $slot"
      current=$slot
      return 0
    fi
  done
  return 1
}
now() { # seconds that no setting of the clock changes
  if read -r up _ 2>/dev/null </proc/uptime; then echo "${up%%.*}"; else date +%s; fi
}

run() { # ARGS…
  trap stop TERM INT HUP
  end_former
  find_current || exit 1
  [ "$(words current)" = "$current" ] || put current "$current"
  # Interrupted while it went back.
  if read_probation && [ -e "$state/bad/$(version_of "$current")" ]; then go_back "$(words "bad/$(version_of "$current")")"; fi
  ends='' delay=1
  while [ -z "$stopping" ]; do
    if wants_trial; then try "$@"; fi
    if [ -z "$pid" ]; then
      [ -z "$stopping" ] || break
      start "$current" '' "$@"
    fi
    since=$(now)
    finish
    [ -z "$stopping" ] || exit "$code"
    if [ "$code" -eq "$LOOK_AGAIN" ] && [ -e "$state/trial" ]; then
      # Not at once: on a disk that takes and gives up nothing the trial would neither begin nor go away.
      pause 1
      continue
    fi
    time=$(now)
    recent=$time
    count=1
    for end in $ends; do
      if [ $((time - end)) -lt "$ENDS_WITHIN" ]; then recent="$recent $end" count=$((count + 1)); fi
    done
    ends=$recent
    if [ "$count" -ge "$MAX_ENDS" ] && read_probation; then
      go_back "ended $count times within 10 minutes, last with exit code $code"
      ends='' delay=1
      continue
    fi
    # 126, 127: its program is not there, or none that can be run. Nobody comes to repair it, and a whole version lies beside it.
    if [ "$count" -ge "$MAX_ENDS" ] && { [ "$code" -eq 126 ] || [ "$code" -eq 127 ]; } && change_over; then
      ends='' delay=1
      continue
    fi
    [ $((time - since)) -lt "$MAX_DELAY" ] || delay=1
    say "the agent ended with exit code $code; started again in $delay s"
    pause "$delay"
    delay=$((delay * 2))
    [ "$delay" -le "$MAX_DELAY" ] || delay=$MAX_DELAY
  done
}

# Whoever shares root's terminal can type into it as root does (TIOCSTI): the agent's user gets a session of its own.
become() { # COMMAND…
  (: </dev/tty) 2>/dev/null || exec "$@"
  command -v setsid >/dev/null || { say 'there is no setsid here, and the agent is not handed the terminal of root: install util-linux'; exit 1; }
  trap stop TERM INT HUP
  exec 3<&0
  setsid "$@" <&3 3<&- &
  pid=$!
  finish
  exit "$code"
}
# Root runs nothing that another user may write: HOME/user, root's own, names the agent's user and the capabilities that it has.
leave_root() { # ARGS…
  if [ "$(id -u)" != 0 ] || [ ! -f "$home/user" ]; then return 0; fi
  read -r user capabilities <"$home/user"
  [ "$user" != root ] || return 0
  if [ "$1" = exec ]; then capabilities=''; fi
  list=-all
  for capability in $capabilities; do list="$list,+$capability"; done
  if command -v setpriv >/dev/null; then
    become setpriv --reuid "$user" --regid "$user" --init-groups --no-new-privs --bounding-set "$list" --inh-caps "$list" --ambient-caps "$list" -- "$home/launcher" "$@"
  fi
  # shellcheck disable=SC2016 # for the shell that su starts
  become su -s /bin/sh "$user" -c 'exec "$0" "$@"' "$home/launcher" "$@"
}

mode=${1:-}
case $mode in
  --version) echo "$NUMBER" ;;
  run)
    leave_root "$@"
    shift
    run "$@"
    ;;
  exec)
    # Root's own, so that it works with any slot, and takes nothing that the agent's user wrote for a program.
    if [ "${2:-}" = uninstall ]; then shift 2; exec "$home/uninstall" "$@"; fi
    leave_root "$@"
    shift
    find_current || exit 1
    FARVAULT_HOME=$home FARVAULT_SLOT=$current
    export FARVAULT_HOME FARVAULT_SLOT
    exec "$home/slots/$current/backup-agent" "$@"
    ;;
  *)
    say 'launcher run ARGS…, launcher exec ARGS… or launcher --version'
    exit 2
    ;;
esac
