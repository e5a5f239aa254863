# A Sentinel that has promoted a replica looks at it again only a second later, and until then names the old master
# (sentinel.c asks for INFO once a second during a failover). The promoted node sees it at once, and tells the Sentinels
# what that one would.
# shellcheck shell=sh

announcer=

# watch_promotion: beside this script, whose looks take longer while a master stands still.
watch_promotion() {
  if [ -n "$announcer" ] && kill -0 "$announcer" 2>/dev/null; then return 0; fi
  await_promotion &
  announcer=$!
}

# await_promotion: a promotion ends all connections, so a command that asks 20 times a second tells of it by its end.
await_promotion() {
  local seconds short
  make_answers "$RUN_DIR/answers-of-promotion"
  begin_hand_over announce promotion ''
  replaced=$watched target=$NODE_NAME target_address=$OWN_ADDRESS audience=$SENTINEL_NODES
  views=$(for_all_others print_view_of_replaced "$SENTINEL_NODES")
  find_introductions || return 0
  seconds=$((DOWN_AFTER_MS / 1000 + 5)) short=$CALL_PREFIX
  [ -z "$short" ] || CALL_PREFIX="timeout $seconds"
  call "$OWN_LOCAL" -r $((seconds * 20)) -i 0.05 PING >/dev/null
  CALL_PREFIX=$short
  case $(ask "$OWN_LOCAL" ROLE) in
    master*) announce ;;
  esac
}

print_view_of_replaced() {
  echo "${1%%=*} $replaced"
}

# announce: in the epoch of the Sentinel that has promoted this node.
announce() {
  vote_epoch=$(for_all_others promotion_epoch_of "$SENTINEL_NODES")
  case $vote_epoch in
    '' | *[!0-9]*) return 0 ;;
  esac
  tell_once && turn_others turn_replica || return 0
  log announce "epoch=$vote_epoch views=\"$shown\"" \
    "a Sentinel has promoted this node; it has informed the others itself, and redirected $turned replicas"
}

# turn_replica NAME=HOST:PORT: the old master has clients, which its own script or a Sentinel sends away when it turns
# it.
turn_replica() {
  [ "${1#*=}" = "$replaced" ] || turn_node "$1"
}

# promotion_epoch_of NAME=HOST:PORT: prints the epoch for which that Sentinel leads, if it shows this node as the one it
# promotes. A Sentinel votes for itself only where it begins a failover, so that epoch is the failover's.
promotion_epoch_of() {
  local answer sentinel_id leader leader_epoch
  answer=$(
    call "${1#*=}" <<EOT
SENTINEL MYID
SENTINEL IS-MASTER-DOWN-BY-ADDR ${replaced%:*} ${replaced##*:} 0 $identity
SENTINEL REPLICAS $MASTER_NAME
EOT
  )
  {
    read -r sentinel_id && read -r _ && read -r leader && read -r leader_epoch
    [ "$leader" = "$sentinel_id" ] && shows_promoted "$OWN_ADDRESS" && echo "$leader_epoch"
  } <<EOT || :
$answer
EOT
}

# shows_promoted HOST:PORT: the answer to SENTINEL REPLICAS on standard input, a name and its value line by line.
shows_promoted() {
  local key value ip port
  while read -r key && read -r value; do
    case $key in
      ip) ip=$value ;;
      port) port=$value ;;
      flags) case ,$value, in
        *,promoted,*) [ "$ip:$port" != "$1" ] || return 0 ;;
      esac ;;
    esac
  done
  return 1
}
