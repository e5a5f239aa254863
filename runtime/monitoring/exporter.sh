#!/bin/sh
# Usage: sh exporter.sh; environment: CONFIG_DIR SECRETS_DIR SCRIPTS_DIR TLS_DIR RUN_DIR NODE_NAME
# One redis_exporter for all nodes of an instance on this machine: Prometheus names the node that it asks. A changed
# password starts it again.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/exporter-file.sh"

main() {
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/monitoring.env"
  command -v redis_exporter >/dev/null || fail "the program redis_exporter is not found; redis-cache up builds it"
  require_passwords exporter
  print_passwords >"$RUN_DIR/passwords.json"
  log start "listen=$LISTEN" "the exporter starts"
  # shellcheck disable=SC2046 # a word is a flag
  exec redis_exporter -web.listen-address "$LISTEN" -redis.addr "" -redis.user exporter \
    -redis.password-file "$RUN_DIR/passwords.json" -connection-timeout "$PATIENCE" -config-command - \
    -log-level WARN $(tls_flags)
}

# print_passwords: the same one for each node.
print_passwords() {
  local comma target
  comma='{'
  for target in $REDIS_TARGETS; do
    printf '%s"%s://exporter@%s":"%s"' "$comma" "${target%%://*}" "${target#*://}" \
      "$(printf '%s\n' "$secret" | escape_json)"
    comma=','
  done
  printf '}\n'
}

tls_flags() {
  [ "$TLS" = yes ] || return 0
  printf ' -tls-ca-cert-file %s' "$TLS_DIR/ca.crt"
  [ "$TLS_CLIENT_CERTIFICATES" = off ] ||
    printf ' -tls-client-cert-file %s -tls-client-key-file %s' "$TLS_DIR/tls.crt" "$TLS_DIR/tls.key"
}

main
