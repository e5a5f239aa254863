# A node that a Sentinel or a person has promoted takes no write until its script has seen that nobody else does, and
# that nobody holds a write that it lacks. Its server was shut while it was a replica, so that this holds also where the
# script comes late, or never.
# shellcheck shell=sh

# The master that this node has followed last, or itself.
followed=

# keep_gate: a hand-over opens its target itself.
keep_gate() {
  if [ "$gate" = open ]; then
    followed=$OWN_ADDRESS
    return 0
  fi
  interval=0.3
  read_gate || return 0
  if [ "$required" != "$SHUT" ]; then
    gate=open
  else
    # It may have been promoted while a backup's copy began.
    [ "$sync_delay_set" = "$SHUT_SYNC_DELAY" ] || shut_gate || :
    open_alone
  fi
}

# begin_copies: of a replica. Full syncs of a shut node wait, as one that is promoted might lack writes that another
# replica has. A backup's copy has nothing to lose.
begin_copies() {
  if [ "$info_copies" -gt 0 ]; then
    put_sync_delay 0
  elif [ "$sync_delay_set" = 0 ]; then
    shut_gate || :
  fi
}

# open_before_stop: a node that has not opened yet may lack writes that another one has; it hands nothing over, and the
# Sentinels look for the next master.
open_before_stop() {
  read_uptime
  stop_limit=$((now + STOP_HAND_OVER_MS))
  while child_lives && look_at_self && [ "$info_role" = master ] && [ "$followed" != "$OWN_ADDRESS" ]; do
    keep_gate
    [ "$gate" != open ] || return 0
    if ! is_in_time; then
      log plain-stop "" "stopping without a hand-over: this node was promoted, and has not been opened yet"
      return 1
    fi
    rest 0.3
  done
}

# keep_shut: of a replica. Whoever has released it as a master has shut it, so that it may be a hand-over's target again
# at once; such a one would be shut too late. One that a Sentinel has turned is shut here, unless it was promoted
# meanwhile.
keep_shut() {
  local answer
  [ "$gate" = open ] && read_gate || return 0
  if [ "$required" = "$SHUT" ]; then
    note_shut
    return 0
  fi
  answer=$(
    {
      print_shut
      echo ROLE
    } | call "$OWN_LOCAL"
  )
  case $answer in
    *slave*) note_shut ;;
    *master*)
      note_shut
      print_gate "$required" | call "$OWN_LOCAL" >/dev/null
      ;;
  esac
}

# open_alone: as the only master, with the newest writes.
open_alone() {
  # Before anything else: who still follows the old master is the question, and that changes.
  weigh_others
  is_chosen || return 0
  if [ -n "$unheard" ]; then
    # A replica that is late may hold the newest writes.
    limit_calls 1000
    weigh_others
  fi
  [ -z "$linked" ] || detach_all
  if [ -n "$linked" ]; then
    log_once shut "others=\"$linked\"" "promoted, but replicas of another node could not be detached from it yet"
  elif [ -z "$followed" ] && [ -n "$rivals" ]; then
    # It has not been in sync since its start, and so may lack everything.
    yield_to "${rivals##* }"
  elif [ -n "$ahead" ]; then
    # The other one opens at once.
    ! are_others_silenced || yield_to "$ahead"
  elif turn_all && have_told && are_others_silenced && is_none_ahead && is_chosen && open_gate; then
    log opened "epoch=$named_epoch others=\"$candidates_shown\" views=\"$shown\"" \
      "this node was promoted, no other node takes writes, and none has newer ones"
  fi
}

# have_told: who has just been turned is weighed at the next look, where one that does not tell may have acknowledged to
# it.
have_told() {
  [ -z "$untold" ] || [ -z "$rivals" ]
}

# is_none_ahead: a replica whose script had decided before the promotion to follow the old master, and has done so late,
# may have acknowledged to it since it was weighed. Who is heard only now is seen to at the next look.
is_none_ahead() {
  weigh_others
  if [ -z "$linked$ahead$rivals" ]; then
    are_others_silenced
  else
    log_once shut "linked=\"${linked# }\" ahead=\"$ahead\" rivals=\"${rivals# }\"" \
      "promoted, but another node has come to follow the old master, or takes writes"
    return 1
  fi
}

# is_chosen: by the Sentinels; one that has promoted it may not have noticed yet. Where none knows a master, nobody but
# a person can have done it.
is_chosen() {
  ask_sentinels
  if [ "$named" = "$OWN_ADDRESS" ]; then
    [ "$followed" != "$OWN_ADDRESS" ] || [ "$failing_over" = no ]
  elif [ "$strangers" -eq "$SENTINEL_COUNT" ]; then
    return 0
  elif [ "$followed" != "$OWN_ADDRESS" ] && announce; then
    ask_sentinels
    [ "$named" = "$OWN_ADDRESS" ]
  else
    log_once shut "views=\"$shown\"" "this master is named by no majority of the Sentinels; it takes no writes"
    return 1
  fi
}

# yield_to NAME=HOST:PORT: this node has taken no write yet, so the one with the newest becomes master, by vote. The
# Sentinel that promoted this node may still be at it; it has nothing to say against a newer epoch.
yield_to() {
  begin_hand_over crash behind ''
  replaced=$OWN_ADDRESS target=${1%%=*} target_address=${1#*=} offsets=$candidates_shown
  find_electors
  audience=$(print_answering) vote_epoch=$named_epoch
  [ "$vote_epoch" -ge "$state_epoch" ] || vote_epoch=$state_epoch
  if find_introductions && elect && promote_target && tell_sentinels && turn_others && open_with_replicas; then
    log_hand_over
    follow "$target_address" "it has newer writes than this node, which was promoted and has taken none"
  else
    log_no_hand_over
    # Promoted, it is not to be turned back by this node, which lacks its writes.
    case $step in
      crash-5 | crash-6) [ -n "$overtaken" ] || follow "$target_address" "it was promoted, and has newer writes" ;;
    esac
  fi
}

# print_answering: the Sentinels that name a master, as "name=host:port ...". Needs views.
print_answering() {
  local sentinel address
  while read -r sentinel address _; do
    case $address in
      none | silent | refused | '') ;;
      *) printf '%s=%s ' "$sentinel" "$(address_of "$sentinel" "$SENTINEL_NODES")" ;;
    esac
  done <<EOF
$views
EOF
}
