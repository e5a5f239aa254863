# Step 5: the point of no return. The old master is fenced first, then the target becomes master.
# shellcheck shell=sh

# set_fence: the old master takes no write until it is released or ended, even if this script dies here. The watchdog is
# another process on purpose: a fence of ten minutes holds back the Sentinels' hellos too.
set_fence() {
  if is_pause_over; then
    why_not="the pause of $STOP_PAUSE_MS ms was too short for the checks and the vote ($offsets)"
    return 1
  fi
  own_info=$(print_fence | call "$OWN_LOCAL")
  case $own_info in
    'OK
OK
OK
'*role:master*) start_watchdog ;;
    *)
      why_not="this node's server could not be paused for long"
      return 1
      ;;
  esac
  read_info <<EOT
$own_info
EOT
  has_all_writes "$info_offset"
}

# has_all_writes OFFSET: where the first pause had run out before this one (a script that was frozen), clients have
# written since.
has_all_writes() {
  [ "$1" -gt "$goal" ] || return 0
  goal=$1
  ask_candidates
  [ -z "$target" ] || return 0
  why_not="no replica has the writes up to offset $goal ($offsets)"
  return 1
}

# promote_target: the vote's age is looked at last of all.
promote_target() {
  if ! is_vote_fresh; then
    why_not="the votes of epoch $vote_epoch are older than $VOTE_MS ms; the Sentinels may have elected another leader"
    return 1
  fi
  promotion=$(print_promotion | call "$(reachable "$target")")
  case $promotion in
    *role:*QUEUED*OK*'
master
'*) ;;
    *) is_promoted || return 1 ;;
  esac
  at_step "$kind-5"
}

# print_promotion: the target's own view of itself is asked in the same call. It takes no write before step 7, where it
# has the replicas that min-replicas-to-write asks for; it would refuse them, and the other way of not taking them is to
# wait. Its gate is opened with its promotion or not at all: a replica may not keep an open one.
print_promotion() {
  print_syncs 1
  printf 'INFO replication\nMULTI\nREPLICAOF NO ONE\nCLIENT KILL TYPE normal\n'
  print_gate 0
  [ "$MIN_REPLICAS_TO_WRITE" -eq 0 ] || printf 'CLIENT PAUSE 1500 WRITE\n'
  printf 'EXEC\nROLE\n'
}

# is_promoted: the answer was lost or strange, so the target is asked what it is.
is_promoted() {
  case $(ask "$(reachable "$target")" ROLE) in
    master*) return 0 ;;
  esac
  why_not="$target was not promoted: $(first_line "$promotion")"
  open_target "$SHUT"
  return 1
}
