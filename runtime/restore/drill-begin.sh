#!/bin/sh
# Usage: sh drill-begin.sh; environment: CONFIG_DIR SECRETS_DIR WORK_DIR, TLS_DIR with TLS
# First part of a drill, where redis-cli is: notes in Redis that one begins, so that one that never ends is seen.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/job-with-redis.sh"

main() {
  load_job
  load_job_calls
  judge_certificate_of_job || give_up "a drill cannot begin: $why_not"
  require_passwords backup
  date +%s >"$WORK_DIR/began"
  note drill started "$(cat "$WORK_DIR/began")" || give_up "a drill cannot begin: $why_not"
  log drill "" "a drill begins"
}

main
