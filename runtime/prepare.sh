#!/bin/sh
# Usage: sh prepare.sh; environment: as redis.sh, HOSTS_FILE, EXPORTER_ADDRESS
# Before the containers of a pod: writes what must be there when they start.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/hosts.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/exporter-file.sh"

main() {
  [ -z "${HOSTS_FILE:-}" ] || begin_hosts
  [ -z "${EXPORTER_ADDRESS:-}" ] || prepare_exporter
}

# prepare_exporter: it ends where it does not find the file of its password, or its certificate files, which the node's
# script renews.
prepare_exporter() {
  require_passwords exporter
  write_exporter_file
  [ ! -d "$RUN_DIR/tls" ] || [ -e "$RUN_DIR/tls/ca.crt" ] || copy_untried
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
