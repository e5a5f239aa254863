#!/bin/sh
# Usage: sh follow-hosts.sh PID; environment: CONFIG_DIR DATA_DIR HOSTS_FILE
# For as long as that process lives: a Service that was made anew has another address. A process of its own, because a
# silent name server holds it up.
set -u
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/hosts.sh"

while kill -0 "$1" 2>/dev/null; do
  renew_hosts 8
  sleep 5
done
