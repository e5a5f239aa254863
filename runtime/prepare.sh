#!/bin/sh
# Usage: sh exporter-login.sh; environment: SECRETS_DIR RUN_DIR EXPORTER_ADDRESS, TLS_DIR with TLS
# Before the containers of a pod: an exporter that does not find the file of its password, or its certificate files,
# ends, and the node's script, which renews them, starts beside it.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/exporter-file.sh"

main() {
  require_passwords exporter
  write_exporter_file
  [ -z "${TLS_DIR:-}" ] || [ -e "$RUN_DIR/tls/ca.crt" ] || copy_untried
}

# copy_untried: for the exporter alone; a node tries them first (certificates.sh).
copy_untried() {
  local file
  : >"$RUN_DIR/tls/untried"
  for file in ca.crt tls.crt tls.key; do
    [ ! -e "$TLS_DIR/$file" ] || cat "$TLS_DIR/$file" >"$RUN_DIR/tls/$file"
  done
}

main
