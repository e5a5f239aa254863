#!/bin/sh
# Last part of a backup, where redis-cli is: notes in Redis when, how large and how long.
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
. "$SCRIPTS_DIR/manifest.sh"
. "$SCRIPTS_DIR/notes.sh"

main() {
  load_job
  load_job_calls
  note backup time "$(date +%s)" bytes "$(in_manifest size)" keys "$(in_manifest keys)" \
    milliseconds "$(in_manifest milliseconds)" || log backup-report "" "the backup is stored, but could not be noted: $why_not"
  log backup "$(manifest_fields)" "the backup is whole"
}

main
