# Step 5: the point of no return. The old master is fenced first, then the target becomes master.
# shellcheck shell=sh

# set_fence: the old master takes no write until it is released or ended, even if this script dies here. The watchdog is
# another process on purpose: a fence of ten minutes holds back the Sentinels' hellos too.
set_fence() {
  if is_pause_over; then
    why_not="the pause of $STOP_PAUSE_MS ms was too short for the checks and the vote ($offsets)"
    return 1
  fi
  case $(call "$OWN_LOCAL" CLIENT PAUSE 600000 WRITE) in
    OK*) start_watchdog ;;
    *)
      why_not="this node's server could not be paused for long"
      return 1
      ;;
  esac
}

start_watchdog() {
  (
    trap 'kill "$watched" 2>/dev/null; exit 0' TERM
    trap - CHLD
    sleep 2 &
    watched=$!
    wait "$watched"
    kill -KILL "$child" 2>/dev/null
  ) &
  watchdog=$!
}

stop_watchdog() {
  [ -n "$watchdog" ] || return 0
  kill "$watchdog" 2>/dev/null
  wait "$watchdog" 2>/dev/null
  watchdog=''
}

# promote_target: the vote is looked at last of all, and the target's own view is read in the same call.
promote_target() {
  if ! is_vote_fresh; then
    why_not="the votes of epoch $vote_epoch are older than $VOTE_MS ms; the Sentinels may have elected another leader"
    return 1
  fi
  promotion=$(printf 'INFO replication\nMULTI\nREPLICAOF NO ONE\nCLIENT KILL TYPE normal\nEXEC\nROLE\n' |
    call "$(reachable "$target")")
  case $promotion in
    *role:*QUEUED*OK*'
master
'*) ;;
    *) is_promoted || return 1 ;;
  esac
  at_step "$kind-5"
}

# is_promoted: the answer was lost or strange, so the target is asked what it is.
is_promoted() {
  case $(call "$(reachable "$target")" ROLE) in
    master*) return 0 ;;
  esac
  why_not="$target was not promoted: $(first_line "$promotion")"
  return 1
}

# reachable NODE: its address, as seen from this node.
reachable() {
  if [ "$1" = "$NODE_NAME" ]; then echo "$OWN_LOCAL"; else address_of "$1" "$REDIS_NODES"; fi
}
