#!/bin/sh
# Usage: sh follow-shard.sh; environment: CONFIG_DIR SECRETS_DIR SCRIPTS_DIR TLS_DIR RUN_DIR NODE_NAME, REDIS_CLI, and
# SETTINGS, the file of its shard; file descriptor 8 is where a move is told
# Says by files where the master of a shard is. twemproxy.sh starts Twemproxy with them.
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
. "$SCRIPTS_DIR/presence.sh"
. "$SCRIPTS_DIR/shard-files.sh"
. "$SCRIPTS_DIR/shard-report.sh"

follow_sentinels
