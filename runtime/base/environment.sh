# What the platform and the instance's settings tell this node.
# shellcheck shell=sh

# load_environment redis|sentinel
load_environment() {
  local variable value directory program
  for variable in NODE_NAME CONFIG_DIR SECRETS_DIR RUN_DIR DATA_DIR; do
    eval "value=\${$variable:-}"
    [ -n "$value" ] || fail "the environment variable $variable is missing"
  done
  : "${REDIS_SERVER:=redis-server}" "${REDIS_CLI:=redis-cli}" "${BIND:=* -::*}" "${CALL_LIMIT:=0.4}"
  for directory in "$CONFIG_DIR" "$SECRETS_DIR" "$RUN_DIR" "$DATA_DIR"; do
    [ -d "$directory" ] || fail "the folder $directory is missing"
  done
  for program in "$REDIS_SERVER" "$REDIS_CLI"; do
    command -v "$program" >/dev/null || fail "the program $program is not found"
  done
  load_instance_settings
  find_own_address "$1"
  find_certificates
  begin_limits
  make_answers "$RUN_DIR/answers"
}

load_instance_settings() {
  local variable value
  [ -r "$CONFIG_DIR/instance.env" ] || fail "the file $CONFIG_DIR/instance.env is missing"
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/instance.env"
  for variable in DOWN_AFTER_MS FAILOVER_TIMEOUT_MS HOME_NODE MASTER_NAME REDIS_NODES REPLICAS_MIN SENTINEL_NODES; do
    eval "value=\${$variable:-}"
    [ -n "$value" ] || fail "$variable is missing in $CONFIG_DIR/instance.env"
  done
  : "${TLS:=no}"
  count_nodes
}

settings_read=no

# refresh_settings: nodes and limits may change while this runs; a file that is being written is left for the next time.
refresh_settings() {
  ! is_read_already || return 0
  touch -r "$CONFIG_DIR/instance.env" "$RUN_DIR/instance.time" || return 0
  settings_read=no
  # shellcheck disable=SC1091
  (. "$CONFIG_DIR/instance.env" && [ -n "$REDIS_NODES$SENTINEL_NODES" ]) >/dev/null 2>&1 || return 0
  settings_read=yes
  # shellcheck disable=SC1091
  . "$CONFIG_DIR/instance.env"
  [ "$REPLICAS_MIN $REDIS_NODES $SENTINEL_NODES" = "$counted" ] || count_nodes
}

# is_read_already: the file has the time that it had when it was last read.
is_read_already() {
  # shellcheck disable=SC3013 # dash and ash know -nt
  [ "$settings_read" = yes ] && [ -e "$CONFIG_DIR/instance.env" ] &&
    ! [ "$CONFIG_DIR/instance.env" -nt "$RUN_DIR/instance.time" ] &&
    ! [ "$RUN_DIR/instance.time" -nt "$CONFIG_DIR/instance.env" ]
}

count_nodes() {
  counted="$REPLICAS_MIN $REDIS_NODES $SENTINEL_NODES"
  # Whoever counts on this number of nodes waits for exactly these: the home of the master and the least replicas.
  EXPECTED_NODES=$(first_words $((REPLICAS_MIN + 1)) "$REDIS_NODES")
  SENTINEL_COUNT=$(count_words "$SENTINEL_NODES")
  MAJORITY=$((SENTINEL_COUNT / 2 + 1))
}

# find_own_address redis|sentinel: OWN_ADDRESS is what others call this node, OWN_LOCAL how it calls itself.
find_own_address() {
  local nodes
  case $1 in
    redis) nodes=$REDIS_NODES ;;
    *) nodes=$SENTINEL_NODES ;;
  esac
  OWN_ADDRESS=$(address_of "$NODE_NAME" "$nodes")
  [ -n "$OWN_ADDRESS" ] || fail "node $NODE_NAME is not among the $1 nodes of $CONFIG_DIR/instance.env"
  OWN_HOST=${OWN_ADDRESS%:*}
  OWN_PORT=${OWN_ADDRESS##*:}
  OWN_LOCAL="${LOCAL_HOST:-127.0.0.1}:$OWN_PORT"
}

# find_certificates: the mounted files, and the folder of the copies that are in use (certificates.sh).
find_certificates() {
  [ "$TLS" = yes ] || return 0
  [ -n "${TLS_DIR:-}" ] || fail "TLS is on, but the environment variable TLS_DIR is missing"
  MOUNTED_TLS_DIR=$TLS_DIR TLS_DIR=$RUN_DIR/tls
}

# address_of NODE "name=host:port ...": prints host:port.
address_of() {
  local entry
  for entry in $2; do
    [ "${entry%%=*}" != "$1" ] || printf '%s\n' "${entry#*=}"
  done
}

# node_of host:port "name=host:port ...": prints the node's name, or the address where it is none of them.
node_of() {
  local entry
  for entry in $2; do
    [ "${entry#*=}" = "$1" ] || continue
    printf '%s\n' "${entry%%=*}"
    return 0
  done
  printf '%s\n' "$1"
}

count_words() {
  # shellcheck disable=SC2086 # words are counted
  set -- $1
  printf '%s\n' $#
}

# first_words COUNT TEXT
first_words() {
  local left word
  left=$1
  for word in $2; do
    [ "$left" -gt 0 ] || break
    left=$((left - 1))
    printf '%s ' "$word"
  done
}

# reachable NODE: its address, as seen from this node.
reachable() {
  if [ "$1" = "$NODE_NAME" ]; then echo "$OWN_LOCAL"; else address_of "$1" "$REDIS_NODES"; fi
}

# names_of "name=host:port ...": the names.
names_of() {
  local entry
  for entry in $1; do printf '%s ' "${entry%%=*}"; done
}

# without NODE "NODES"
without() {
  local name
  for name in $2; do [ "$name" = "$1" ] || printf '%s ' "$name"; done
}
