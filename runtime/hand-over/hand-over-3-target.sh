# Step 3: which replica takes over? Each is asked itself: the master learns of their offsets only once a second.
# shellcheck shell=sh

# find_target_in_sync: the first replica, home and low numbers first, that has all writes up to the pause.
find_target_in_sync() {
  while has_able_replica && [ -z "$target" ]; do
    if is_pause_over; then
      why_not="no replica reached offset $goal during the pause ($offsets)"
      return 1
    fi
    sleep 0.01
  done
  [ -n "$target" ] || return 1
  at_step "$kind-3"
}

# has_able_replica: asks all; is there one (the wanted one) that may be promoted once it has all writes?
has_able_replica() {
  ask_candidates
  [ -z "$able" ] || return 0
  if [ -n "$wanted" ]; then
    why_not="$wanted is not a replica in sync that may be promoted ($offsets)"
  else
    why_not="no other node is a replica in sync that may be promoted ($offsets)"
  fi
  return 1
}

# find_target_of_dead: the replica with the highest offset, once none still reads from a server that is said to be dead.
find_target_of_dead() {
  set_limit 1000
  while :; do
    ask_candidates
    [ -z "$attached$unheard" ] && break
    if is_past_limit; then
      [ -n "$attached" ] || break
      why_not="$attached is still linked to this node's server, which is not running here ($offsets)"
      return 1
    fi
    [ -z "$unheard" ] || limit_calls 1000
    sleep 0.02
  done
  if [ -z "$target" ]; then
    why_not="no replica was in sync with this node, or none answers ($offsets)"
    return 1
  fi
  at_step "$kind-3"
}

# was_promoted_before: a script that died after its fifth step has left a master that goes on from this node's history.
was_promoted_before() {
  [ "$role" = master ] && [ "$replid2" = "$state_replid" ] && [ "$state_replid" != none ]
}

# ask_candidates: sets target and target_address (empty where there is none yet), able (replicas that could be
# promoted), attached (those with a link to the master), unheard (nodes whose call took longer than its limit, and which
# may have more writes), offsets (for the log).
ask_candidates() {
  local entry
  candidates=$(for_all_others describe_candidate "$REDIS_NODES")
  target='' target_address='' able='' attached='' unheard='' offsets='' promoted='' highest=0
  for entry in $REDIS_NODES; do
    weigh_target "${entry%%=*}" "${entry#*=}"
  done
  [ -z "$promoted" ] || target=${promoted% *} target_address=${promoted#* }
  log_refused_peers "$offsets"
}

# describe_candidate NAME=HOST:PORT: prints "name role master link offset priority syncing replid2 replid down_for
# promoted_at".
describe_candidate() {
  local answer
  answer=$(ask "${1#*=}" INFO replication)
  read_info <<EOT
$answer
EOT
  [ -n "$answer" ] || info_role=unheard
  ! is_refusal "$answer" || info_role=refused
  printf '%s %s %s %s %s %s %s %s %s %s %s\n' "${1%%=*}" "$info_role" "$info_host:$info_port" "$info_link" \
    "$info_offset" "$info_priority" "$info_syncing" "$info_replid2" "$info_replid" "$info_down_for" \
    "$info_promoted_at"
}

# weigh_target NODE ADDRESS
weigh_target() {
  local candidate master
  while read -r candidate role master link offset priority syncing replid2 replid _; do
    [ "$candidate" = "$1" ] || continue
    offsets="$offsets${offsets:+ }$1:$role:$offset"
    [ "$role" != unheard ] || unheard=$1
    [ "$kind" != crash ] || ! was_promoted_before || promoted="$1 $2"
    [ "$role" = slave ] || continue
    was_in_sync "$master" || continue
    [ "$link" != up ] || attached=$1
    is_fit "$1" || continue
    [ "$kind" != crash ] || learn_history "$master"
    if [ "$kind" = crash ]; then prefer_highest "$1" "$2"; else prefer_first "$1" "$2"; fi
  done <<EOT
$candidates
EOT
}

# learn_history HOST:PORT: a master's history gets another ID when its first replica comes, perhaps after the last look.
# One that follows this node tells it; of one that has let go meanwhile nothing else tells that it has this node's data.
learn_history() {
  [ "$1" = "$OWN_ADDRESS" ] && [ "$info_role" = master ] && [ "$replid" != "$state_replid" ] || return 0
  save_state "$replid" "$offset"
}

# was_in_sync HOST:PORT: the master that the replica names. Of a dead one it may have let go before.
was_in_sync() {
  if [ "$kind" = crash ]; then has_followed "$1" "$replaced"; else [ "$1" = "$replaced" ]; fi
}

# is_fit NODE: it holds the master's data (priority is 0 until it does), and is the wanted one.
is_fit() {
  [ "$priority" -gt 0 ] && [ "$offset" -gt 1 ] && [ "$syncing" = 0 ] && [ "${wanted:-$1}" = "$1" ]
}

prefer_highest() {
  [ -z "$target" ] || [ "$offset" -gt "$highest" ] || return 0
  target=$1 target_address=$2 highest=$offset
}

prefer_first() {
  [ "$link" = up ] || return 0
  able=${able:-$1}
  [ -z "$target" ] && [ "$offset" -ge "$goal" ] || return 0
  target=$1 target_address=$2
}
