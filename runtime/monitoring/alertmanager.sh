#!/bin/sh
# Usage: sh alertmanager.sh; environment: CONFIG_DIR DATA_DIR SCRIPTS_DIR RUN_DIR NODE_NAME
# An Alertmanager for an instance on this machine; it reads changed files anew.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/run.sh"

main() {
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/monitoring.env"
  command -v alertmanager >/dev/null || fail "the program alertmanager is not found; redis-cache up installs it"
  # Alone: with no address it looks for no others.
  run alertmanager --config.file="$CONFIG_DIR/alertmanager.yaml" --storage.path="$DATA_DIR" \
    --web.listen-address="$LISTEN" --cluster.listen-address= --log.level=warn
}

main
