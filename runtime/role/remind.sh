# A Sentinel that could not resolve the new master's name at the switch keeps the old one with the new epoch, and takes
# no more news of that epoch. Sentinels that have lost their state count epochs from 0, below those that the nodes
# remember. To both the master tells its place again, in an epoch that a majority has voted for.
# shellcheck shell=sh

unaware=0

# remind_sentinels: needs views. After a few looks, because news travels for a while; then rarely.
remind_sentinels() {
  if [ "$info_role" = master ] && [ "$failing_over" = no ] && find_unaware && is_followed_by_named; then
    unaware=$((unaware + 1))
    [ $((unaware % 60)) -ne 5 ] || remind || :
  else
    unaware=0
  fi
}

# find_unaware: sets unaware_nodes and aware_nodes (the Sentinels that name a master, as "name=host:port ..."), and
# last_epoch (none of theirs or of this node's is above the next); fails where all are aware.
find_unaware() {
  local sentinel address epoch entry
  unaware_nodes='' aware_nodes='' last_epoch=$((state_epoch - 1))
  while read -r sentinel address epoch _; do
    case $address in
      none | silent | refused | '') continue ;;
    esac
    entry="$sentinel=$(address_of "$sentinel" "$SENTINEL_NODES")"
    [ "$epoch" -le "$last_epoch" ] || last_epoch=$epoch
    if [ "$address" = "$OWN_ADDRESS" ] && [ "$epoch" -ge "$state_epoch" ]; then
      aware_nodes="$aware_nodes $entry"
    else
      unaware_nodes="$unaware_nodes $entry"
    fi
  done <<EOT
$views
EOT
  [ -n "$unaware_nodes" ]
}

# is_followed_by_named: where a majority names another node, that one says itself that it follows this one.
is_followed_by_named() {
  [ "$named" != "$OWN_ADDRESS" ] || return 0
  case $(describe_peer "named=$named") in
    "named slave $OWN_ADDRESS up "*) return 0 ;;
    *) return 1 ;;
  esac
}

# remind: asks no more Sentinels for a vote than are needed, because one that gives it begins no failover for a while.
remind() {
  local told_of
  begin_hand_over remind reminder ''
  target=$NODE_NAME target_address=$OWN_ADDRESS
  audience="$unaware_nodes$aware_nodes" vote_epoch=$last_epoch
  told_of="$(count_words "$unaware_nodes") of $SENTINEL_COUNT Sentinels name another master or an older epoch"
  electors=$(first_words "$MAJORITY" "$audience")
  if find_introductions && elect && is_vote_fresh; then
    tell_once || :
    raise_epoch "$vote_epoch"
    log remind "epoch=$vote_epoch votes=\"$votes\" views=\"$shown\"" \
      "$told_of; informed again that this node is master"
  else
    log no-remind "epoch=$vote_epoch votes=\"$votes\" views=\"$shown\"" \
      "$told_of, and could not be informed: $why_not"
  fi
}
