#!/bin/sh
# Usage: sh backup-report.sh; environment: as backup-copy.sh
# Last part of a backup, where redis-cli is: notes in Redis when, how large and how long.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/job-with-redis.sh"

main() {
  load_job
  load_job_calls
  note backup time "$(date +%s)" bytes "$(in_manifest size)" keys "$(in_manifest keys)" \
    milliseconds "$(in_manifest milliseconds)" || log backup-report "" \
      "the backup is stored, but could not be noted: $why_not"
  log backup "$(manifest_fields)" "the backup is whole"
}

main
