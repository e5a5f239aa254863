# What no server reports of itself, noted in Redis for the exporter: the master writes it, and every replica has it from
# there. A note of the node lasts five minutes, so that one of a node that is no longer master does not stay. None is
# left out, because each look of an exporter at a missing key would count as a miss of the cache.
# shellcheck shell=sh

metrics_at=

# note_metrics: once a minute, and at once where a value is refused.
note_metrics() {
  local notes
  [ "${METRICS:-no}" = yes ] || return 0
  read_uptime
  [ -z "$metrics_at" ] || [ $((now - metrics_at)) -ge 60000 ] || return 0
  metrics_at=$now
  notes=$(print_metrics)
  printf '%s\n' "$notes" | call "$OWN_LOCAL" >/dev/null
}

print_metrics() {
  local refusals name
  [ "$TLS" != yes ] || print_note certificate-end "$(certificate_end "$MOUNTED_TLS_DIR/tls.crt")"
  refusals=$(cat "$RUN_DIR/refused.conf" "$RUN_DIR/refused.users" 2>/dev/null | grep -c '')
  [ -z "$left_aside" ] || refusals=$((refusals + 1))
  print_note refused "$refusals"
  for name in ${METRICS_OF_JOBS:-}; do printf 'SET redis-cache:%s 0 NX\n' "$name"; done
}

# print_note NAME VALUE: nothing where there is no value.
print_note() {
  [ -z "$2" ] || printf 'SET redis-cache:node:%s %s EX 300\n' "$1" "$2"
}
