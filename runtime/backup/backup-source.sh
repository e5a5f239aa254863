# Where a copy is taken from: the replica that is furthest of those in sync with the master; the master itself only
# where there is none, because a copy costs it a child process and memory. A replica whose copy has just failed comes
# after the others.
# shellcheck shell=sh

# find_source: sets master_address, source (a node's name) and source_address; else why_not.
find_source() {
  local source_offset master peer role link offset loading
  ask_sentinels
  ask_peers
  master_address=$named source='' source_offset=-1
  if [ -z "$named" ]; then
    why_not="no majority of the Sentinels names a master ($shown)"
    return 1
  fi
  while read -r peer role master link offset _ loading _; do
    [ "$peer" != "$failed_source" ] || offset=0
    if [ "$role" = slave ] && [ "$master" = "$named" ] && [ "$link" = up ] && [ "$loading" = 0 ] \
      && [ "$offset" -gt "$source_offset" ]; then
      source=$peer source_offset=$offset
    fi
  done <<EOF
$peers
EOF
  [ -n "$source" ] || fall_back_to_master || return 1
  source_address=$(address_of "$source" "$REDIS_NODES")
}

fall_back_to_master() {
  source=$(node_of "$named" "$REDIS_NODES")
  case $(peer_line "$source") in
    "$source master "*)
      log backup-source "peers=\"$seen\"" "no replica is in sync; the copy is taken from the master"
      ;;
    *)
      why_not="$source is named as master, but does not serve as one ($seen)"
      return 1
      ;;
  esac
}
