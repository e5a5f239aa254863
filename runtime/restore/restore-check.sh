#!/bin/sh
# Usage: sh restore-check.sh; environment: CONFIG_DIR WORK_DIR
# Second part of a restore, where redis-cli is: can this engine read the copy in WORK_DIR? Nothing is changed.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/environment.sh"
. "$SCRIPTS_DIR/manifest.sh"
. "$SCRIPTS_DIR/backup-job.sh"

main() {
  load_job
  find_redis_programs
  "$CHECK_RDB" "$dump" >"$WORK_DIR/check.log" 2>&1 ||
    give_up "this server's own checker cannot read the backup: $(tail -n 1 "$WORK_DIR/check.log")"
  log restore-checked "$(manifest_fields)" "this server can read the backup"
}

main
