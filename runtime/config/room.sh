# A container that has become smaller takes in the data only when the master has made room: its own lower maxmemory
# comes with the same change of the files, but a kubelet may show it to the master's pod a minute later.
# shellcheck shell=sh

# How long that may take, in ms: where the policy drops nothing, it never ends, and then a replica is worth more.
ROOM_LIMIT=180000

room_since=

# has_room_for_data_of HOST:PORT
has_room_for_data_of() {
  local allowed needed
  [ -n "${CONTAINER_MEMORY:-}" ] || return 0
  allowed=$(ask "$OWN_LOCAL" INFO memory | memory_field maxmemory)
  needed=$(ask "$1" INFO memory | memory_field used_memory)
  if [ "${allowed:-0}" -eq 0 ] || [ "${needed:-0}" -le $((allowed + allowed / 4)) ]; then
    room_since=''
    return 0
  fi
  read_uptime
  : "${room_since:=$now}"
  [ $((now - room_since)) -lt "$ROOM_LIMIT" ] || return 0
  log_once closed "needed=$needed allowed=$allowed" \
    "$(node_of "$1" "$REDIS_NODES") holds more than this node's maxmemory; waiting until it has made room"
  return 1
}

memory_field() {
  sed -n "s/^$1:\([0-9]*\).*/\1/p"
}
