# sentinel.conf of this node. Sentinel keeps its memory in this file (its id, the votes it gave, the master in force),
# so it lies on the volume; settings and passwords are written anew at each start.
# shellcheck shell=sh

# sentinel_knows_master: does the file from before name a master?
sentinel_knows_master() {
  [ -s "$DATA_DIR/sentinel.conf" ] && grep -q "^sentinel monitor $MASTER_NAME " "$DATA_DIR/sentinel.conf"
}

remembered_master() {
  sed -n "s/^sentinel monitor $MASTER_NAME \([^ ]*\) \([0-9]*\) .*/\1:\2/p" "$DATA_DIR/sentinel.conf"
}

# write_sentinel_config [HOST:PORT]: with an address, that is the master to watch; else the one that the file names, if
# any.
write_sentinel_config() {
  local memory
  [ -r "$CONFIG_DIR/sentinel.conf" ] || fail "the file $CONFIG_DIR/sentinel.conf is missing"
  write_acl_file
  memory=$(remembered "${1:-}")
  {
    general_lines
    print_listen_lines
    print_sentinel_node_lines
    printf '%s\n' "$memory" | grep -e '^sentinel myid ' -e '^sentinel current-epoch '
    if printf '%s\n' "$memory" | grep -q '^sentinel monitor '; then
      printf '%s\n' "$memory" | grep '^sentinel monitor '
      print_master_lines
      printf '%s\n' "$memory" | grep -v -e '^sentinel m' -e '^sentinel current-epoch '
      [ -z "${1:-}" ] || { print_expected_replicas "$1" && print_met_sentinels; }
    fi
  } >"$DATA_DIR/sentinel.conf.new"
  mv -f "$DATA_DIR/sentinel.conf.new" "$DATA_DIR/sentinel.conf"
}

# remembered [HOST:PORT]: the lines to keep of the file from before; the quorum is the one in the settings, and so are
# the other Sentinels.
remembered() {
  touch "$DATA_DIR/sentinel.conf"
  awk -v name="$MASTER_NAME" -v quorum="$QUORUM" -v address="$1" -v sentinels=" $SENTINEL_NODES " '
    $1 != "sentinel" { next }
    $2 == "myid" || $2 == "current-epoch" { print; next }
    $3 != name || address != "" { next }
    $2 == "known-sentinel" && !index(sentinels, "=" $4 ":" $5 " ") { next }
    $2 == "monitor" { print $1, $2, $3, $4, $5, quorum; next }
    $2 ~ /^(config-epoch|leader-epoch|known-replica|known-slave|known-sentinel)$/ { print }
    END {
      if (address != "") {
        port = address
        sub(/.*:/, "", port)
        sub(/:[^:]*$/, "", address)
        print "sentinel monitor", name, address, port, quorum
      }
    }' "$DATA_DIR/sentinel.conf"
}

# general_lines: of the instance's settings, those that are not about the master.
general_lines() {
  awk -v name="$MASTER_NAME" '!($1 == "sentinel" && $3 == name)' "$CONFIG_DIR/sentinel.conf"
}

# print_master_lines: the settings about the master, and how to log in to it.
print_master_lines() {
  awk -v name="$MASTER_NAME" '$1 == "sentinel" && $3 == name && $2 != "monitor"' "$CONFIG_DIR/sentinel.conf"
  printf 'sentinel auth-user %s sentinel\n' "$MASTER_NAME"
  printf 'sentinel auth-pass %s %s\n' "$MASTER_NAME" "$(quoted_password sentinel)"
}

# print_login_changes: how this Sentinel logs in to Redis and to the others.
print_login_changes() {
  [ "$(hash_in users.acl.new sentinel)" != "$(hash_in users.acl sentinel)" ] || return 0
  ! sentinel_knows_master || printf 'name=auth-pass %s\n' "$(print_redis_login)"
  printf 'name=sentinel-pass %s\n' "$(print_sentinel_login)"
}

print_redis_login() {
  printf 'SENTINEL SET %s auth-pass %s\n' "$MASTER_NAME" "$(quoted_password sentinel)"
}

print_sentinel_login() {
  printf 'SENTINEL CONFIG SET sentinel-pass %s\n' "$(quoted_password sentinel)"
}

# print_expected_replicas HOST:PORT: of a master that is adopted. From one that has just died it would learn of none,
# win the vote for a failover, and find nobody to promote; the next try comes only 2 x failover-timeout later.
print_expected_replicas() {
  local entry address
  for entry in $EXPECTED_NODES; do
    address=${entry#*=}
    [ "$address" = "$1" ] || printf 'sentinel known-replica %s %s %s\n' "$MASTER_NAME" "${address%:*}" "${address##*:}"
  done
}

# print_met_sentinels: those whose ids have been heard; else they would count only after their next hello, 2 s later.
print_met_sentinels() {
  local met address
  for met in $met_sentinels; do
    address=$(address_of "${met%%=*}" "$SENTINEL_NODES")
    printf 'sentinel known-sentinel %s %s %s %s\n' "$MASTER_NAME" "${address%:*}" "${address##*:}" "${met#*=}"
  done
}

print_sentinel_node_lines() {
  printf 'aclfile "%s"\ndir "%s"\npidfile "%s"\n' "$RUN_DIR/users.acl" "$DATA_DIR" "$RUN_DIR/sentinel.pid"
  printf 'sentinel announce-ip "%s"\nsentinel announce-port %s\n' "$OWN_HOST" "$OWN_PORT"
  printf 'sentinel sentinel-user sentinel\nsentinel sentinel-pass %s\n' "$(quoted_password sentinel)"
}
