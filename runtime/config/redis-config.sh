# redis.conf of this node, made anew at each start: Sentinel rewrites it while the server runs, and what it leaves there
# (whom to follow) may be long out of date at the next start.
# shellcheck shell=sh

# write_redis_config: the instance's files, then what differs from node to node, then the closed state.
write_redis_config() {
  local file
  for file in redis.conf replica.conf; do
    [ -r "$CONFIG_DIR/$file" ] || fail "the file $CONFIG_DIR/$file is missing"
  done
  note_in_force
  write_acl_file
  {
    printf 'include "%s"\n' "$RUN_DIR/in-force/redis.conf" "$RUN_DIR/in-force/replica.conf"
    print_listen_lines
    print_redis_node_lines
    print_closed_lines
  } >"$RUN_DIR/redis.conf"
}

print_redis_node_lines() {
  printf 'aclfile "%s"\ndir "%s"\npidfile "%s"\n' "$RUN_DIR/users.acl" "$DATA_DIR" "$RUN_DIR/redis.pid"
  printf 'masteruser replication\nmasterauth %s\n' "$(quoted_password replication)"
  printf 'replica-announce-ip "%s"\nreplica-announce-port %s\n' "$OWN_HOST" "$OWN_PORT"
}

# print_login_changes: how this node's server logs in to its master, unless that is one outside.
print_login_changes() {
  [ "$(hash_in users.acl.new replication)" != "$(hash_in users.acl replication)" ] && [ -z "$external" ] || return 0
  printf 'name=masterauth CONFIG SET masterauth %s\n' "$(quoted_password replication)"
}

print_closed_lines() {
  printf 'replica-priority 0\nreplica-serve-stale-data no\nreplicaof %s 1\n' "$(cold_name)"
  printf 'min-replicas-to-write %s\nrepl-diskless-sync-delay %s\n' "$SHUT" "$SHUT_SYNC_DELAY"
  ! grep -q '^repl-diskless-sync-max-replicas ' "$RUN_DIR/in-force/redis.conf" ||
    printf 'repl-diskless-sync-max-replicas 0\n'
}
