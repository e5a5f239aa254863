# A server that stops writes its last snapshot, and answers nobody meanwhile. It has stop.save for that; whatever else
# keeps it, it ends before the platform kills the whole node.
# shellcheck shell=sh

# end_server_in_time: stop_began is when the node was asked to stop.
end_server_in_time() {
  local pressed_at save_began last_info
  save_began=''
  while child_lives; do
    read_uptime
    pressed_at=$now
    press_stop
    child_lives || return 0
    last_info=$(call "$OWN_LOCAL" INFO persistence)
    # Who waits for its replicas, or refuses to stop, answers; who saves does not.
    case $last_info in
      '' | 'Could not '* | 'Error: '* | 'I/O error'*) : "${save_began:=$pressed_at}" last_info='' ;;
      *) save_began='' ;;
    esac
    read_uptime
    if is_over "$save_began" "$STOP_SAVE_MS" || is_over "$stop_began" "$STOP_GRACE_MS"; then
      end_without_save "$last_info"
    fi
  done
}

# is_over SINCE LIMIT_MS: too little is left for another press, which takes a second.
is_over() {
  [ -n "$1" ] && [ $((now + 1000)) -gt $(($1 + $2)) ]
}

# end_without_save INFO
end_without_save() {
  tell_what_is_kept "$1"
  log unsaved "waited_ms=$((now - stop_began)) snapshot=$(snapshot_time)" \
    "the time to stop is over (stop.save, stop.gracePeriod), and the server is ended: $why_not"
  kill -KILL "$child" 2>/dev/null
  rest 1
}

# tell_what_is_kept INFO: Redis flushes the append-only file before it begins the snapshot, so that has all writes. Only
# a server that writes its first one, after a full sync, has none yet; of what it has on disk the state says too much.
tell_what_is_kept() {
  case $PERSISTENCE$1 in
    no*) why_not="it does not stop by itself; with persistence.mode none nothing is kept on disk" ;;
    *aof_rewrite_in_progress:1*)
      why_not="its first append-only file after a full sync is not whole; older data is on disk, and its next start \
takes a full copy from the master"
      rm -f "$DATA_DIR/node.state"
      ;;
    yes?*) why_not="it refuses to, as where it cannot write a snapshot; the append-only file has all writes" ;;
    *)
      why_not="its last snapshot is not whole; the append-only file has all writes, and the snapshot from before \
stays, from where the next start may need a full copy from the master"
      ;;
  esac
}

# snapshot_time: when the snapshot on disk was written.
snapshot_time() {
  if [ -e "$DATA_DIR/dump.rdb" ]; then date -u -r "$DATA_DIR/dump.rdb" +%Y-%m-%dT%H:%M:%SZ; else echo none; fi
}
