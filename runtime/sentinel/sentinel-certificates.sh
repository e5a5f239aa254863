# A Sentinel starts with the certificate files that there are, and again, in its turn, where they have changed.
# shellcheck shell=sh

# A turn has to be longer than a start.
TURN_SECONDS=5

renew_certificates() {
  ! is_own_turn || ! has_new_certificates || ! can_start_with_certificates || start_with_new_certificates
}

# is_own_turn: by the clock, so that no two Sentinels are away at the same time.
is_own_turn() {
  local turn own_turn entry
  read_clock
  turn=$((clock / TURN_SECONDS % SENTINEL_COUNT)) own_turn=0
  for entry in $SENTINEL_NODES; do
    [ "${entry%%=*}" != "$NODE_NAME" ] || break
    own_turn=$((own_turn + 1))
  done
  [ "$turn" -eq "$own_turn" ]
}

# can_start_with_certificates: a server that cannot read them ends at once. Its socket is named from within its folder,
# because a path of more than 107 characters is none.
can_start_with_certificates() {
  local trial
  (
    cd "$RUN_DIR" && exec "$REDIS_SERVER" --port 0 --unixsocket trial.sock --save '' --tls-replication yes \
      --tls-ca-cert-file "$TLS_DIR/ca.crt" --tls-cert-file "$TLS_DIR/tls.crt" --tls-key-file "$TLS_DIR/tls.key"
  ) >/dev/null 2>&1 &
  trial=$!
  sleep 0.5
  if kill "$trial" 2>/dev/null; then
    wait "$trial"
    return 0
  fi
  log_refused "" "a server cannot start with the changed certificate files; this Sentinel keeps the old ones"
  return 1
}

start_with_new_certificates() {
  log certificates "" "the certificate files have changed; this Sentinel restarts with them"
  stop_child
  [ -n "$stopping" ] || start_sentinel
}

start_sentinel() {
  note_certificates
  start_child "$REDIS_SERVER" "$DATA_DIR/sentinel.conf" --sentinel
}
