# The files with which the server runs, beside which those that are mounted are seen to be newer.
# shellcheck shell=sh

# What the nodes' scripts set by the role that a node has.
BY_ROLE="min-replicas-to-write repl-diskless-sync-delay repl-diskless-sync-max-replicas repl-ping-replica-period \
replica-priority replica-serve-stale-data"

# keep_in_force FILE...: with the times that they have before they are read, by which a newer one is noticed without
# starting a program.
keep_in_force() {
  local file
  for file in "$@"; do
    touch -r "$CONFIG_DIR/$file" "$RUN_DIR/in-force/time"
    cat "$CONFIG_DIR/$file" >"$RUN_DIR/in-force/$file"
    touch -r "$RUN_DIR/in-force/time" "$RUN_DIR/in-force/$file"
  done
}

# is_newer FILE: dash and ash know -nt.
is_newer() {
  # shellcheck disable=SC3013
  [ "$CONFIG_DIR/$1" -nt "$RUN_DIR/in-force/$1" ]
}

# has_new_passwords: a file that changes, comes or goes changes its folder.
has_new_passwords() {
  # shellcheck disable=SC3013
  [ "$SECRETS_DIR" -nt "$RUN_DIR/in-force/secrets" ]
}

# note_users: before their passwords are read, so that one that changes meanwhile is seen as newer.
note_users() {
  mkdir -p "$RUN_DIR/in-force"
  keep_in_force users.acl.tmpl
  touch -r "$SECRETS_DIR" "$RUN_DIR/in-force/secrets"
}

# doubt_users: they count as newer at the next look.
doubt_users() {
  touch -t 197001010000 "$RUN_DIR/in-force/secrets"
}

# note_in_force: the files that the server is about to start with.
note_in_force() {
  rm -rf "$RUN_DIR/in-force" "$RUN_DIR/refused.conf"
  mkdir "$RUN_DIR/in-force"
  keep_in_force redis.conf replica.conf
}
