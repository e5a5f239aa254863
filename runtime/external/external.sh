# A new instance may follow a Redis outside of it (bootstrap.replicaOf) until somebody asks for the cut-over: the home
# of the master follows that one, and the other nodes the home. Until then no node counts as holding data and no
# Sentinel knows a master, so nobody becomes master in its place.
# shellcheck shell=sh

# The address that this node has been told to follow, outside; and whether the node that it follows does so.
external=
via_external=no
external_looks=0

# must_follow_external: only where no node has data. Needs had_data and the ranks of all nodes.
must_follow_external() {
  [ -n "${EXTERNAL:-}" ] && [ "$had_data" = no ] && is_nothing "$best_replid" "$best_offset"
}

# follow_external: the password goes to this node's server by standard input.
follow_external() {
  local answer
  answer=$({
    print_external_settings
    printf 'REPLICAOF %s %s\n' "${EXTERNAL%:*}" "${EXTERNAL##*:}"
  } | call "$OWN_LOCAL" | grep -v '^OK')
  if [ -n "$answer" ]; then
    log_once error "master=$EXTERNAL" "this node could not be made a replica of $EXTERNAL: $(first_line "$answer")"
  else
    external=$EXTERNAL
    log follow-external "master=$EXTERNAL" \
      "no node holds data; this one follows the Redis that bootstrap.replicaOf names, until the cut-over"
  fi
}

print_external_settings() {
  local quoted
  printf 'CONFIG SET masteruser "%s"\n' "${EXTERNAL_USER:-}"
  quoted='""'
  [ ! -e "$SECRETS_DIR/external" ] || quoted=$(quoted_password external)
  printf 'CONFIG SET masterauth %s\n' "$quoted"
  [ "$TLS" != yes ] || printf 'CONFIG SET tls-replication %s\n' "$EXTERNAL_TLS"
}

# print_own_settings: as print_redis_node_lines wrote them.
print_own_settings() {
  printf 'CONFIG SET masteruser replication\nCONFIG SET masterauth %s\n' "$(quoted_password replication)"
  [ "$TLS" != yes ] || printf 'CONFIG SET tls-replication yes\n'
}

# look_at_external: looks once, at a node that follows it.
look_at_external() {
  # Other nodes take full copies from this one meanwhile, though it is no master.
  set_sync_delay
  if is_in_sync; then
    external_looks=0 interval=1
    set_readiness ready
    log_once external "master=$external offset=$info_offset" \
      "in sync with $external; redis-cache failover --from-external cuts over"
  else
    [ $((external_looks % 30)) -ne 0 ] || describe_external_trouble
    external_looks=$((external_looks + 1))
    set_readiness "$said_external"
    log_once external "master=$external link=$info_link" "$said_external"
  fi
  serve_external_request
}

describe_external_trouble() {
  local answer
  answer=$(call_external PING)
  case $answer in
    PONG*) said_external="waiting for the sync with $external" ;;
    *) said_external="$external does not let this node in: $(first_line "$answer")" ;;
  esac
}

# call_external COMMAND...: it may be far away.
call_external() {
  set -- -h "${external%:*}" -p "${external##*:}" ${EXTERNAL_USER:+--user "$EXTERNAL_USER"} "$@"
  if [ "$EXTERNAL_TLS" = yes ]; then
    set -- --tls --cacert "$TLS_DIR/ca.crt" --cert "$TLS_DIR/tls.crt" --key "$TLS_DIR/tls.key" "$@"
  fi
  if [ -e "$SECRETS_DIR/external" ]; then
    read_password external
    REDISCLI_AUTH=$password ${CALL_PREFIX:+timeout 3} "$REDIS_CLI" "$@" 2>&1
  else
    ${CALL_PREFIX:+timeout 3} "$REDIS_CLI" "$@" 2>&1
  fi
}

# is_home_at_external: does the home of the master follow a Redis outside, and is this node to follow the home? Needs
# peers.
is_home_at_external() {
  local role master
  [ -n "${EXTERNAL:-}" ] && [ "$had_data" = no ] && [ "$NODE_NAME" != "$HOME_NODE" ] || return 1
  read -r _ role master _ <<EOF
$(peer_line "$HOME_NODE")
EOF
  [ "$role $master" = "slave $EXTERNAL" ]
}

follow_home_at_external() {
  via_external=yes
  follow "$(address_of "$HOME_NODE" "$REDIS_NODES")" \
    "it follows $EXTERNAL, which bootstrap.replicaOf names, until the cut-over"
}
