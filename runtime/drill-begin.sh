#!/bin/sh
# First part of a drill, where redis-cli is: notes in Redis that one begins, so that one that never ends is seen.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
OWN_USER=backup
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/environment.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/clock.sh"
. "$SCRIPTS_DIR/call.sh"
. "$SCRIPTS_DIR/views.sh"
. "$SCRIPTS_DIR/backup-job.sh"
. "$SCRIPTS_DIR/notes.sh"

main() {
  load_job
  load_job_calls
  require_passwords backup
  date +%s >"$WORK_DIR/began"
  note drill started "$(cat "$WORK_DIR/began")" || give_up "a drill cannot begin: $why_not"
  log drill "" "a drill begins"
}

main
