#!/bin/sh
# Last part of a backup, where redis-cli is: notes in Redis when, how large and how long, for the exporter to tell Prometheus. The
# keys travel to the replicas, so each exporter has them.
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

main() {
  load_job
  load_job_calls
  ask_sentinels
  [ -n "$named" ] || give_up "the backup is stored, but no majority of the Sentinels names a master to note it on ($shown)"
  answer=$(print_notes | call "$named")
  [ -z "$(printf '%s' "$answer" | tr -d 'OK\n')" ] ||
    log backup-report "" "the backup is stored, but could not be noted: $(first_line "$answer")"
  log backup "$(manifest_fields)" "the backup is whole"
}

print_notes() {
  printf 'SET redis-cache:backup:%s %s\n' \
    time "$(date +%s)" bytes "$(in_manifest size)" keys "$(in_manifest keys)" milliseconds "$(in_manifest milliseconds)"
}

main
