# A Sentinel starts with the certificate files that there are, and again, in its turn, where they have changed.
# shellcheck shell=sh

# A turn has to be longer than a start.
TURN_SECONDS=5

# Until when the certificate in use is valid.
in_use_until=

renew_certificates() {
  [ "$TLS" = yes ] || return 0
  judge_certificate_in_use
  if has_new_certificates && is_own_turn && judge_certificates; then
    if has_enough_others; then start_with_new_certificates; else judge_again_in "$TURN_SECONDS"; fi
  fi
}

# judge_certificate_in_use: no other node takes one that has ended, though the server runs on.
judge_certificate_in_use() {
  if has_ended_in_use; then
    log_once refused "" "the certificate in use has ended; other nodes no longer accept it"
    set_readiness "the certificate in use has ended"
  fi
}

has_ended_in_use() {
  read_clock
  [ -n "$in_use_until" ] && [ "$clock" -gt "$in_use_until" ]
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

# has_enough_others: a majority that answers without this Sentinel, among them those that have taken the new files
# already. Where this one is of no use, or no majority answers with it either, there is none to lose.
has_enough_others() {
  local answering
  # With one or two, each restart is without a majority.
  [ "$SENTINEL_COUNT" -gt 2 ] && ! has_ended_in_use || return 0
  answering=$(for_all_others print_if_answering "$SENTINEL_NODES" | wc -l)
  [ $((answering + 1)) -eq "$MAJORITY" ] || return 0
  log_once waiting "answering=$((answering))" \
    "the certificate files have changed; this Sentinel takes them once enough other ones answer"
  return 1
}

# print_if_answering NAME=HOST:PORT
print_if_answering() {
  ! answers_with "$TLS_DIR/new" "${1#*=}" || echo "${1%%=*}"
}

start_with_new_certificates() {
  log certificates "" "the certificate files have changed; this Sentinel restarts with them"
  stop_child
  [ -z "$stopping" ] || return 0
  use_certificates new
  start_sentinel
  set_readiness ready
}

start_sentinel() {
  [ "$TLS" != yes ] || in_use_until=$(certificate_end "$TLS_DIR/tls.crt")
  close_line
  start_child "$REDIS_SERVER" "$DATA_DIR/sentinel.conf" --sentinel
}
