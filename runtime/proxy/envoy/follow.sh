#!/bin/sh
# Usage: sh follow.sh; environment: CONFIG_DIR SECRETS_DIR SCRIPTS_DIR TLS_DIR RUN_DIR NODE_NAME BIND, and
# REDIS_CLI; where it is one of several DRAIN_SECONDS
# Tells Envoy by files where writes and reads go. envoy.sh starts Envoy beside it.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/clock.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/entries.sh"
. "$SCRIPTS_DIR/watch.sh"
. "$SCRIPTS_DIR/seen.sh"
. "$SCRIPTS_DIR/follower.sh"
. "$SCRIPTS_DIR/envoy-files.sh"
. "$SCRIPTS_DIR/report.sh"

follow_sentinels
