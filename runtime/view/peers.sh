# What the other Redis nodes say of themselves.
# shellcheck shell=sh

info_role=-
peers=
masters=
missing=

# read_info: INFO's text on standard input; sets info_*. `-` stands for what is not told. info_offset is the node's own
# position in the stream of writes, as master or as replica. A sync of which nothing has come yet leaves a replica's
# data as they are; one whose master is closed shows such a sync at each of its tries.
read_info() {
  local info_master_offset key value
  info_role=- info_host=- info_port=- info_link=- info_offset=0 info_master_offset=0 info_priority=0 info_loading=0
  info_syncing=0 info_replicas=0 info_replid=- info_replid2=- info_keys=no info_online=0 info_last_io=0 info_down_for=-1
  info_in_touch=0 info_promoted_at=0 info_copies=0
  while IFS=: read -r key value; do
    value=${value%"$return_character"}
    case $key in
      role) info_role=$value ;;
      master_host) info_host=$value ;;
      master_port) info_port=$value ;;
      master_link_status) info_link=$value ;;
      slave_repl_offset) info_offset=$value ;;
      master_repl_offset) info_master_offset=$value ;;
      master_last_io_seconds_ago) info_last_io=$value ;;
      master_link_down_since_seconds) info_down_for=$value ;;
      slave_priority) info_priority=$value ;;
      loading) info_loading=$value ;;
      master_sync_in_progress) info_syncing=$value ;;
      master_sync_total_bytes) [ "$value" != -1 ] || info_syncing=0 ;;
      connected_slaves) info_replicas=$value ;;
      slave[0-9]*)
        is_offline "$value" || info_online=$((info_online + 1))
        ! is_in_touch "$value" || info_in_touch=$((info_in_touch + 1))
        ! is_awaited_copy "$value" || info_copies=$((info_copies + 1))
        ;;
      master_replid) info_replid=$value ;;
      master_replid2) info_replid2=$value ;;
      second_repl_offset) info_promoted_at=$value ;;
      db[0-9]*) info_keys=yes ;;
    esac
  done
  [ "$info_role" != master ] || info_offset=$info_master_offset
}

# is_offline VALUE: of INFO's line about a replica, which is online once it takes the stream of writes.
is_offline() {
  case $1 in
    *,state=online,*) return 1 ;;
  esac
}

# is_in_touch VALUE: one that has acknowledged within a second, as each does in each second. Valkey 8.1 says its type
# behind that.
is_in_touch() {
  case $1, in
    *,state=online,*,lag=0,* | *,state=online,*,lag=1,*) return 0 ;;
    *) return 1 ;;
  esac
}

# is_awaited_copy VALUE: a backup's, which waits for its beginning. Nodes announce a port.
is_awaited_copy() {
  case $1 in
    *,port=0,state=wait_bgsave,*) return 0 ;;
    *) return 1 ;;
  esac
}

# ask_peers: asks all other Redis nodes at once. Sets peers: lines
# "node role master link offset priority loading replicas replid replid2 keys", the role being master, slave, or silent.
ask_peers() {
  weigh ask_all "$REDIS_NODES" INFO
  peers=$(describe_answers "$asked")
  list_peers
  log_refused_peers "$seen"
}

# log_refused_peers "NODE:ROLE..."
log_refused_peers() {
  case $1 in
    *:refused*) log_refused "peers=\"$1\"" "a Redis node refused the password or the rights of user $OWN_USER" ;;
  esac
}

# describe_answers "NODES": in a shell of its own, since info_* are of this node's server.
describe_answers() {
  local name first
  for name in $1; do
    read_info <"$answers_dir/$name"
    if [ "$info_role" != - ]; then
      describe_info "$name"
    else
      first=''
      read -r first <"$answers_dir/$name" || :
      if is_refusal "$first"; then echo "$name refused"; else echo "$name silent"; fi
    fi
  done
}

# describe_info NODE: the line of a node whose info_* these are.
describe_info() {
  printf '%s %s %s %s %s %s %s %s %s %s %s\n' "$1" "$info_role" "$info_host:$info_port" "$info_link" \
    "$info_offset" "$info_priority" "$info_loading" "$info_replicas" "$info_replid" "$info_replid2" "$info_keys"
}

# describe_peer NAME=HOST:PORT: this one only; prints its line.
describe_peer() {
  call "${1#*=}" INFO >"$answers_dir/${1%%=*}" || :
  describe_answers "${1%%=*}"
}

# list_peers: sets masters (names), missing (expected nodes that give no answer), full (nodes that hold keys), and seen
# (for the log).
list_peers() {
  local peer role offset keys
  masters='' missing='' full='' seen=''
  while read -r peer role _ _ offset _ _ _ _ _ keys; do
    [ -n "$peer" ] || continue
    case $role in
      master | slave) seen="$seen${seen:+ }$peer:$role:$offset" ;;
      *)
        seen="$seen${seen:+ }$peer:$role"
        ! is_expected "$peer" || missing="$missing${missing:+ }$peer"
        ;;
    esac
    [ "$role" != master ] || masters="$masters${masters:+ }$peer"
    [ "$keys" != yes ] || full="$full${full:+ }$peer"
  done <<EOF
$peers
EOF
}

is_expected() {
  [ -n "$(address_of "$1" "$EXPECTED_NODES")" ]
}

# peer_line NODE: its line in peers.
peer_line() {
  local peer rest
  while read -r peer rest; do
    [ "$peer" != "$1" ] || printf '%s %s\n' "$peer" "$rest"
  done <<EOF
$peers
EOF
}

# serves_as_master ADDRESS
serves_as_master() {
  case $(describe_peer "named=$1") in
    'named master '*) return 0 ;;
    *) return 1 ;;
  esac
}

# find_warm: sets warm, the peers that were in sync with this node and may be promoted: failing over to one loses
# nothing.
find_warm() {
  local peer role master offset priority loading
  warm=''
  while read -r peer role master _ offset priority loading _; do
    if [ "$role" = slave ] && has_followed "$master" "$OWN_ADDRESS" &&
      [ "$offset" -gt 1 ] && [ "$priority" -gt 0 ] && [ "$loading" = 0 ]; then
      warm="$warm${warm:+ }$peer"
    fi
  done <<EOF
$peers
EOF
}
