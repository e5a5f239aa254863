#!/bin/sh
# Usage: sh prometheus.sh; environment: CONFIG_DIR DATA_DIR SCRIPTS_DIR RUN_DIR NODE_NAME
# A Prometheus for an instance on this machine; it reads changed files anew.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/run.sh"

main() {
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/monitoring.env"
  command -v prometheus >/dev/null || fail "the program prometheus is not found; redis-cache up installs it"
  run prometheus --config.file="$CONFIG_DIR/prometheus.yaml" --web.listen-address="$LISTEN" --log.level=warn \
    --storage.tsdb.path="$DATA_DIR" --storage.tsdb.retention.time=15d --storage.tsdb.retention.size=1GB
}

main
