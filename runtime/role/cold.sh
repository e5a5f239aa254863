# The closed state: the server runs and loads its data, but refuses reads and writes, because it is told to follow a
# host that cannot exist. That host's name tells the other nodes how fresh this node's data is.
# shellcheck shell=sh

# choose_freshest NODES [FAVOURITE]: which of these nodes holds the newest data? Needs peers and own_line. Sets
# freshest, or leaves it empty and sets why_not. The first in the list wins where all are equal, the favourite (which
# has to be the first) over all that is not from clearly later.
choose_freshest() {
  local line
  freshest='' best='' rival='' why_not='' best_epoch=-1 best_replid=none best_offset=0 best_time=0 best_master=0 \
    ranks='' favourite=${2:-}
  for candidate in $1; do
    if [ "$candidate" = "$NODE_NAME" ]; then line=$own_line; else line=$(peer_line "$candidate"); fi
    # One node that cannot be compared may be the freshest, so then nobody is.
    weigh_candidate "$line" || return 0
  done
  if [ -n "$rival" ]; then
    why_not="$best and $rival hold different data of the same epoch $best_epoch; a person must choose"
  else
    freshest=$best
  fi
}

# closed_nodes: the expected nodes that answer and are closed, this one among them.
closed_nodes() {
  local entry
  for entry in $EXPECTED_NODES; do
    if [ "${entry%%=*}" = "$NODE_NAME" ] || is_closed "${entry%%=*}"; then printf '%s ' "${entry%%=*}"; fi
  done
}

# is_closed NODE
is_closed() {
  local role master
  read -r _ role master _ <<EOF
$(peer_line "$1")
EOF
  [ "${role:-}" = slave ] && read_cold "${master%:*}"
}

# weigh_candidate LINE: fails, with why_not, where the node cannot be compared.
weigh_candidate() {
  local role master loading keys
  read -r candidate role master _ _ _ loading _ _ _ keys <<EOF
$1
EOF
  if [ "$role" != slave ] || ! read_cold "${master%:*}"; then
    why_not="$candidate is not closed ($role $master)"
    return 1
  fi
  if [ "$loading" != 0 ]; then
    why_not="$candidate is still loading its data"
    return 1
  fi
  # Files without a saved state and without keys are those of a server that has never held anything.
  [ "$cold_replid" != none ] || [ "$keys" = yes ] || cold_offset=0
  ranks="$ranks${ranks:+ }$candidate:e$cold_epoch:o$cold_offset"
  compare_with_best
}

compare_with_best() {
  if is_favoured; then
    :
  elif has_history_of_best; then
    compare_offsets
  elif [ "$cold_epoch" -gt "$best_epoch" ]; then
    take_candidate
    rival=''
  elif [ "$cold_epoch" -lt "$best_epoch" ] || is_nothing "$cold_replid" "$cold_offset"; then
    :
  elif is_nothing "$best_replid" "$best_offset"; then
    take_candidate
  else
    rival=$candidate
  fi
}

has_history_of_best() {
  [ "$cold_replid" = "$best_replid" ] && [ "$cold_replid" != none ]
}

# compare_offsets: of one history the epochs may differ, because Sentinels that have lost their state count them from 0
# again.
compare_offsets() {
  local highest
  highest=$best_epoch
  [ "$cold_epoch" -le "$highest" ] || highest=$cold_epoch
  ! is_ahead || take_candidate
  best_epoch=$highest
}

# is_ahead: of two nodes with the same history the one that was master has all writes; its note of how many that were
# may be older than a replica's.
is_ahead() {
  if [ "$cold_master" != "$best_master" ]; then
    [ "$cold_master" = 1 ] && [ "$cold_time" -ge $((best_time - 60)) ]
  else
    [ "$cold_offset" -gt "$best_offset" ]
  fi
}

# is_favoured: all writes went through the master that the Sentinels name, so its own data is the newest, however old
# its last note about that is; unless it is so old that the volume must have been put back to an old copy.
is_favoured() {
  [ -n "$best" ] && [ "$best" = "$favourite" ] && [ "$cold_time" -le $((best_time + 60)) ]
}

take_candidate() {
  best=$candidate best_epoch=$cold_epoch best_replid=$cold_replid best_offset=$cold_offset best_time=$cold_time
  best_master=$cold_master
}
