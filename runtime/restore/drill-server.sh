# A scratch server of a drill: it listens on nothing but a socket file, and follows a master that cannot exist, because
# only a master leaves out what has expired since the backup.
# shellcheck shell=sh

scratch=

# load_and_look APPENDONLY: sets keys, digest and memory.
load_and_look() {
  DATA_DIR="$WORK_DIR/scratch" PERSISTENCE=$1 restore_id=$(in_manifest id)
  rm -rf "$DATA_DIR"
  mkdir -p "$DATA_DIR/restore"
  ln "$dump" "$DATA_DIR/restore/dump.rdb"
  place_restored_data
  start_scratch "$1"
  watch_job "$loading" tell_loading || give_up \
    "the scratch server did not load $restore_id: $(tail -n 1 "$WORK_DIR/scratch.log")"
  memory=$(scratch_call INFO memory | sed -n 's/^used_memory:\([0-9]*\).*/\1/p')
  keys=$(scratch_call INFO keyspace | sum_keys)
  digest=$(scratch_call DEBUG DIGEST)
  stop_scratch
  case $digest in
    *[!0-9a-f]* | '') give_up "the scratch server gives no digest: $digest" ;;
  esac
}

# start_scratch APPENDONLY: its socket is named from within its folder, because a path of more than 107 characters is
# none.
start_scratch() {
  {
    printf 'port 0\nunixsocket scratch.sock\ndir "%s"\nsave ""\nappendonly %s\nreplicaof drill.%s 1\n' \
      "$DATA_DIR" "$1" "$nowhere"
    printf 'replica-serve-stale-data yes\nappendfsync no\nprotected-mode no\n'
    [ "${SERVER_VERSION%%.*}" -lt 7 ] || printf 'enable-debug-command local\n'
  } >"$WORK_DIR/scratch.conf"
  "$REDIS_SERVER" "$WORK_DIR/scratch.conf" >"$WORK_DIR/scratch.log" 2>&1 &
  scratch=$!
  await_loaded &
  loading=$!
}

# await_loaded: fails where the server ends.
await_loaded() {
  until [ "$(scratch_call PING)" = PONG ]; do
    kill -0 "$scratch" 2>/dev/null || exit 1
    sleep 0.1
  done
}

tell_loading() {
  log drill-progress "" "the scratch server loads $restore_id"
}

# scratch_call COMMAND...: for as long as it takes.
scratch_call() {
  (cd "$DATA_DIR" && exec "$REDIS_CLI" -s scratch.sock "$@") 2>/dev/null
}

stop_scratch() {
  [ -n "$scratch" ] || return 0
  kill "$scratch" 2>/dev/null
  wait "$scratch" 2>/dev/null
  scratch=
}
