# A closed node finds its role: the Sentinels' word first; without it, what the other nodes show.
# Nobody becomes master because nothing answered.
# shellcheck shell=sh

begin_again=
named_since=
doubted_since=

# decide_role: looks once; does nothing but say what is awaited where it is not certain.
decide_role() {
  if [ "$info_loading" != 0 ]; then
    log_once loading "" "the server loads its data; it stays closed until then"
    return 0
  fi
  refresh_settings
  ask_sentinels
  if [ -z "$named" ]; then
    decide_unnamed
  elif [ "$named" = "$OWN_ADDRESS" ]; then
    decide_named
  else
    decide_other_named
  fi
}

# The majority names another node: this one follows, whatever its own data. Until that node serves, this one stays
# closed, so that its freshness can still be read.
decide_other_named() {
  ask_peers
  named_node=$(node_of "$named" "$REDIS_NODES")
  case " $masters " in
    *" $named_node "*) decide_serving "$named" ;;
    *) if [ "$named_node" = "$named" ] && serves_as_master "$named"; then
      decide_serving "$named"
    else
      decide_without_named
    fi ;;
  esac
}

# decide_serving HOST:PORT: the Sentinels are asked again, because a master that woke up just now answers before they
# are seen to replace it: what they said before that does not tell.
decide_serving() {
  ask_sentinels
  [ "$named" = "$1" ] || return 0
  if is_doubted && ! has_waited_out_doubt; then
    log_once closed "views=\"$shown\"" \
      "$(node_of "$named" "$REDIS_NODES") serves, but the Sentinels mark it as down; waiting for the end of that"
  elif has_room_for_data_of "$named"; then
    follow "$named" "$named_by of $SENTINEL_COUNT Sentinels name it"
  fi
}

# is_doubted: as many Sentinels as begin a failover mark the named master as down, or one replaces it. A failover that
# has already led to it is none of it.
is_doubted() {
  local doubting address flags
  doubting=0
  while read -r _ address _ flags; do
    [ "$address" = "$named" ] || continue
    case $flags in
      *failover* | *o_down*) return 0 ;;
      *s_down*) doubting=$((doubting + 1)) ;;
    esac
  done <<EOF
$views
EOF
  [ "$doubting" -ge "${QUORUM:-$MAJORITY}" ]
}

# has_waited_out_doubt: a failover that got no votes ends only after failover-timeout, though nothing comes of it.
has_waited_out_doubt() {
  read_uptime
  : "${doubted_since:=$now}"
  [ $((now - doubted_since)) -ge "$DOWN_AFTER_MS" ]
}

# The majority names this node. Its data gives no right: a peer that was in sync must be promoted instead.
decide_named() {
  ask_peers
  find_warm
  sights="views=\"$shown\" peers=\"$seen\""
  if [ -n "$masters" ] || { [ -n "$warm" ] && [ -z "$gave_up" ]; }; then
    is_still_closed || return 0
    log again "$sights" "$masters$warm can take over; stopping the server so that the Sentinels fail over"
    begin_again=yes
  elif [ "$failing_over" = yes ]; then
    log_once closed "$sights" "the Sentinels name this node but are failing over from it; waiting for the end of that"
  elif [ "$had_data" = yes ] && ! is_waiting_for_peers; then
    decide_named_with_data
  elif [ "$had_data" = yes ]; then
    log_once closed "$sights" "the Sentinels name this node; waiting a little to hear whether $missing has newer data"
  elif [ -n "$full" ]; then
    log_once closed "$sights" \
      "the Sentinels name this node, but it is empty and $full holds data; waiting for that node to take its place"
  elif [ -n "$missing" ]; then
    log_once closed "$sights" "the Sentinels name this node, but it is empty; waiting to hear whether $missing has data"
  elif must_restore_first; then
    restore_first
  else
    become_named "the Sentinels name this node, and no node has data"
  fi
}

# become_named REASON: by their vote where together they mark this node as down, as they do with a master that has been
# closed for long, while it loaded say: then they begin no failover meanwhile.
become_named() {
  is_still_closed || return 0
  case $views in
    *o_down*) take_place_of "$OWN_ADDRESS" || : ;;
    *) promote "$sights" "$1" ;;
  esac
}

# is_waiting_for_peers: for down-after, or three times that where this node's data is from before it was named.
is_waiting_for_peers() {
  local patience
  [ -n "$missing" ] || return 1
  read_uptime
  : "${named_since:=$now}"
  patience=$DOWN_AFTER_MS
  [ "$state_epoch" -ge "$named_epoch" ] || patience=$((3 * DOWN_AFTER_MS))
  ! has_passed "$named_since" "$patience"
}

# Of closed nodes, the one that the Sentinels name starts, unless its own data is older than another one's.
decide_named_with_data() {
  own_line=$(describe_info "$NODE_NAME")
  choose_freshest "$NODE_NAME $(without "$NODE_NAME" "$(closed_nodes)")" "$NODE_NAME"
  if [ "$freshest" = "$NODE_NAME" ]; then
    become_named "the Sentinels name this node, it has data, and no other node has newer data"
  else
    log_once closed "$sights ranks=\"$ranks\"" \
      "the Sentinels name this node, but ${why_not:-$freshest holds newer data; waiting for it to become master}"
  fi
}

# No majority for any address: either the first start, or the Sentinels have lost their state, or too few answer.
decide_unnamed() {
  ask_peers
  sights="views=\"$shown\" peers=\"$seen\""
  case $masters in
    *' '*) log_once closed "$sights" "$masters all say that they are master; no majority of the Sentinels names one" ;;
    '') decide_cold ;;
    *) decide_lone_master "$masters" ;;
  esac
}

# decide_lone_master NODE: it may be one that lost its place and does not know yet, so it needs a witness.
decide_lone_master() {
  local lone replicas replid replid2
  lone=$(address_of "$1" "$REDIS_NODES")
  read -r _ _ _ _ _ _ _ replicas replid replid2 _ <<EOF
$(peer_line "$1")
EOF
  if [ "$replicas" -gt 0 ]; then
    follow "$lone" "no majority of the Sentinels names a master; this is the only one, and it has replicas"
  elif [ "$had_data" = no ]; then
    follow "$lone" "no majority of the Sentinels names a master; this is the only one, and this node is empty"
  elif [ "$state_replid" != none ] && { [ "$replid" = "$state_replid" ] || [ "$replid2" = "$state_replid" ]; }; then
    follow "$lone" \
      "no majority of the Sentinels names a master; this is the only one, with the history that this node has"
  elif [ -z "$missing" ] && [ "$strangers" -eq "$SENTINEL_COUNT" ]; then
    follow "$lone" "no Sentinel knows a master, every node answers, and this is the only master"
  else
    log_once closed "$sights" "$1 says that it is master but has no replicas, and no majority of the Sentinels names it"
  fi
}

# No master anywhere: a first start, or a start of everything after the Sentinels' state was lost. Only when all
# answer is it certain who is freshest.
decide_cold() {
  if [ "$strangers" -ne "$SENTINEL_COUNT" ]; then
    log_once closed "$sights" \
      "no node is master, and only $strangers of $SENTINEL_COUNT Sentinels say that they know none; waiting"
    return 0
  fi
  if [ -n "$missing" ]; then
    log_once closed "$sights" "no node is master, no Sentinel knows one; waiting for $missing"
    return 0
  fi
  if is_home_at_external; then
    follow_home_at_external
    return 0
  fi
  own_line=$(describe_info "$NODE_NAME")
  choose_freshest "$(names_of "$EXPECTED_NODES")"
  if [ -z "$freshest" ]; then
    log_once closed "$sights ranks=\"$ranks\"" "no node is master, no Sentinel knows one; $why_not"
  elif [ "$freshest" != "$NODE_NAME" ]; then
    log_once closed "$sights ranks=\"$ranks\"" \
      "no Sentinel knows a master, all nodes are closed; waiting for $freshest to become master"
  elif ! is_still_closed; then
    return 0
  elif must_restore_first; then
    restore_first
  elif must_follow_external; then
    follow_external
  else
    promote "ranks=\"$ranks\" views=\"$shown\"" "no Sentinel knows a master, all nodes are closed, and $(why_freshest)"
  fi
}

why_freshest() {
  if is_nothing "$best_replid" "$best_offset"; then echo "none has data: this is the home of the master"; else echo \
    "this one's data is freshest"; fi
}
