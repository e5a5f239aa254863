# A node that has its role: keep what depends on it in order, and notice when the Sentinels see it otherwise.
# shellcheck shell=sh

looks_since=0
last_sentinel=0
disagreeing=0
failing_over=no
agreed_master=
agreed_epoch=
last_view=
said_view=
last_look=

# keep_in_order: who may be promoted, what may be read, and the state file.
keep_in_order() {
  end_left_pause
  if [ "$info_role" = master ]; then
    # Sentinel may turn a master into a replica at any time; that one must not be promoted before it is in sync.
    set_priority 0
    set_serve_stale "$serve_stale_wanted"
    note_mastership
    note_metrics
    ! has_left_aside || note_left_aside "$OWN_LOCAL"
    save_state "$info_replid" "$info_offset"
    keep_lease
    keep_gate
    [ "$gate" != open ] || set_sync_delay
    return 0
  fi
  keep_shut
  begin_copies
  forget_mastership
  if is_in_sync && is_via_external; then
    watch_master
  elif is_in_sync; then
    # Before it may be promoted: data of which its file says nothing counts for no node's, and for a rival's.
    mark_filled
    state_since=0 followed=$info_host:$info_port
    save_state "$info_replid" "$info_offset"
    set_priority "$priority_wanted"
    set_serve_stale "$serve_stale_wanted"
    ! has_left_aside || note_left_aside "$info_host:$info_port"
    watch_master
  else
    [ "$info_syncing" = 0 ] || set_priority 0
    save_last_offset
    watch_lost_master
  fi
}

# note_mastership: a script that died in the middle of a hand-over may have left the settings of its fence. Not in the
# first second, when the hand-over may still be going on.
note_mastership() {
  read_clock
  if [ "$state_since" -eq 0 ]; then
    state_since=$clock unfenced=no
  elif [ "$unfenced" = no ] && [ "$gate" = open ] && [ $((clock - state_since)) -ge 2 ]; then
    print_unfence | call "$OWN_LOCAL" >/dev/null && unfenced=yes
  fi
}

# forget_settings: the server has just started, as print_closed_lines wrote.
forget_settings() {
  priority_set=0 serve_stale_set=no unfenced=yes gate=shut followed='' steady=no info_role=-
  disagreeing=0 unaware=0 agreed_master='' agreed_epoch=$state_epoch last_view='' said_view='' named_since='' \
    doubted_since=''
  left_paused=no was_in_sync=no lost_since='' lag_goal='' external='' via_external=no
  read_wanted_settings
  sync_delay_set=$SHUT_SYNC_DELAY
}

# check_with_sentinels: one Sentinel in turn now and then; all of them where that one disagrees, or where something
# about this node has changed.
check_with_sentinels() {
  master_now=$OWN_ADDRESS
  [ "$info_role" = master ] || master_now=$info_host:$info_port
  view="$info_role $master_now $info_link $info_replicas"
  if [ "$view" = "$last_view" ] && is_at_ease; then
    is_turn_of_sentinel || return 0
    refresh_settings
    ! next_sentinel_agrees || return 0
  fi
  say_view
  last_view=$view
  ask_sentinels
  [ "$failing_over" = no ] || interval=0.3
  is_still_so || return 0
  weigh_views
  remind_sentinels
}

# is_still_so: this script may have stood still since it looked at its server, and the Sentinels may speak of what came
# after.
is_still_so() {
  local was
  was="$info_role $info_host:$info_port"
  look_at_self && [ "$info_role $info_host:$info_port" = "$was" ]
}

say_view() {
  [ "$view" != "$said_view" ] || return 0
  log role "role=$info_role master=$master_now link=$info_link replicas=$info_replicas" "what this node is now"
  said_view=$view
}

# is_at_ease: a master without replicas, or one that a Sentinel is replacing, may have stood still, and has to hear at
# once whom the Sentinels name now.
is_at_ease() {
  [ "$disagreeing" -eq 0 ] && [ "$unaware" -eq 0 ] && [ "$failing_over" = no ] &&
    { [ "$info_role" != master ] || [ "$info_replicas" -gt 0 ] || [ "$REPLICAS_MIN" -eq 0 ]; }
}

# is_turn_of_sentinel: at each fifteenth look by the line, or third by a call.
is_turn_of_sentinel() {
  looks_since=$((looks_since + 1))
  [ "$looks_since" -ge 15 ] || { [ "$looks_since" -ge 3 ] && [ "$steady" = no ]; } || return 1
  looks_since=0
}

next_sentinel_agrees() {
  local number entry
  last_sentinel=$(((last_sentinel + 1) % SENTINEL_COUNT)) number=$last_sentinel
  for entry in $SENTINEL_NODES; do
    [ "$number" -eq 0 ] && break
    number=$((number - 1))
  done
  ask_sentinel "$entry"
  [ "$view_address" = "$master_now" ] && { [ "$info_role" != master ] || [ "$view_epoch" -ge "$state_epoch" ]; }
}

# weigh_views: compares what the Sentinels name with this node's master.
weigh_views() {
  if [ "$named" = "$master_now" ]; then
    raise_epoch "$named_epoch"
    agreed_master=$named agreed_epoch=$named_epoch
    disagreeing=0
  elif [ "$named" = "$OWN_ADDRESS" ]; then
    disagreeing=$((disagreeing + 1))
    [ "$disagreeing" -lt 3 ] || come_back
  elif [ -n "$named" ]; then
    disagreeing=$((disagreeing + 1))
    ! must_follow_named || follow_named
  elif [ "$strangers" -eq "$SENTINEL_COUNT" ]; then
    weigh_no_view
  else
    disagreeing=0
  fi
}

# weigh_no_view: no Sentinel knows a master. Whatever they name next is news to one, also in an epoch that is not newer.
weigh_no_view() {
  if [ "$info_role" = master ]; then
    disagreeing=0 agreed_master='' agreed_epoch=-1
    log_once unwatched "views=\"$shown\"" "no Sentinel knows a master yet; this node is one"
  elif [ "$info_link" = up ]; then
    disagreeing=0
  else
    disagreeing=$((disagreeing + 1))
    [ "$disagreeing" -lt 10 ] || close_without_master
  fi
}

# must_follow_named: at once where the Sentinels name another node than before, and have done so since. The same node,
# or an epoch that is not newer, may be from before the failover that made this node master, so it has to last before it
# counts; less long for a replica, which was turned away by a Sentinel that had not heard of it, or was forgotten, and
# for a master that stood still before it saw itself as one, and was replaced by the node that it had followed.
must_follow_named() {
  local looks
  looks=3
  if is_named_since; then
    [ "$named" = "$agreed_master" ] || return 0
    interval=0.3
  elif [ "$info_role" = master ]; then
    looks=10
  fi
  [ "$failing_over" = no ] && [ "$disagreeing" -ge "$looks" ]
}

# is_named_since: in a newer epoch than when the Sentinels last agreed with this node, and than that in which any of
# them names this node, which it may have promoted while the others have not heard of it.
is_named_since() {
  find_views_of "$OWN_ADDRESS"
  [ "$named_epoch" -gt "$agreed_epoch" ] && [ "$named_epoch" -gt "$newest" ]
}

follow_named() {
  serves_as_master "$named" || return 0
  follow "$named" "$named_by of $SENTINEL_COUNT Sentinels name it, not $(node_of "$master_now" "$REDIS_NODES")"
  disagreeing=0
}

# come_back: a Sentinel that heard of this node's promotion too late has turned it back, into a ring of nodes that
# follow each other. Its server has gone on since, so where nobody has a newer write it is master again at once.
come_back() {
  local turned
  [ "$failing_over" = no ] && ! serves_as_master "$master_now" || return 0
  disagreeing=0
  turned="it was made to follow $(node_of "$master_now" "$REDIS_NODES"), which is no master"
  ask_peers
  if [ -z "$masters" ] && [ "$info_syncing" = 0 ] && [ "$had_data" = yes ] && ! is_behind; then
    promote "views=\"$shown\" peers=\"$seen\"" "the Sentinels name this node; $turned, and no replica is ahead of it"
  else
    close_again "the Sentinels name this node, but $turned"
  fi
}

# is_behind: has a replica, of this node or of this history, a newer write? Closed nodes have been replaced. Needs
# peers.
is_behind() {
  local role master offset replid
  while read -r _ role master _ offset _ _ _ replid _; do
    if [ "$role" != slave ] || [ "$offset" -le "$info_offset" ]; then continue; fi
    ! has_followed "$master" "$OWN_ADDRESS" || return 0
    [ "$replid" != "$info_replid" ] || read_cold "${master%:*}" || return 0
  done <<EOF
$peers
EOF
  return 1
}

# Every Sentinel has lost its state, and so has this replica its master: then the freshest of all nodes is to be found.
close_without_master() {
  disagreeing=0
  ! serves_as_master "$master_now" || return 0
  close_again "no Sentinel knows a master, and $(node_of "$master_now" "$REDIS_NODES") does not serve as one"
}
