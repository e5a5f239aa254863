# A Sentinel that has promoted a replica looks at it again only a second later, and until then names the old master
# (sentinel.c asks for INFO once a second during a failover). The promoted node sees it at once, and tells the Sentinels
# what that one would.
# shellcheck shell=sh

announcer=

# watch_promotion: beside this script, which looks again when that process ends.
watch_promotion() {
  if [ -n "$announcer" ] && kill -0 "$announcer" 2>/dev/null; then return 0; fi
  await_promotion &
  announcer=$!
}

# await_promotion: a promotion ends all connections, so a command that asks 20 times a second tells of it by its end.
await_promotion() {
  local seconds
  seconds=$((DOWN_AFTER_MS / 1000 + 5))
  [ -z "$CALL_PREFIX" ] || CALL_PREFIX="timeout $seconds"
  call "$OWN_LOCAL" -r $((seconds * 20)) -i 0.05 PING >/dev/null
}

# announce: in the epoch of the Sentinel that has promoted this node; fails where none has. Needs views.
announce() {
  begin_hand_over announce promotion ''
  replaced=${named:-$followed} target=$NODE_NAME target_address=$OWN_ADDRESS audience=$SENTINEL_NODES
  find_introductions || return 1
  vote_epoch=$(for_all_others promotion_epoch_of "$SENTINEL_NODES")
  case $vote_epoch in
    '' | *[!0-9]*) return 1 ;;
  esac
  tell_once || return 1
  log announce "epoch=$vote_epoch views=\"$shown\"" \
    "a Sentinel has promoted this node; it has informed the others itself"
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
