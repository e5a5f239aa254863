#!/bin/sh
# Usage: sh backup-copy.sh; environment: CONFIG_DIR SECRETS_DIR WORK_DIR, TLS_DIR with TLS
# First part of a backup, where redis-cli is: a copy of the data set from a replica in sync, checked by the engine's own
# checker, with a manifest beside it. Both lie in WORK_DIR for the second part, backup-store.sh.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/job-with-redis.sh"
. "$SCRIPTS_DIR/peers.sh"
. "$SCRIPTS_DIR/backup-source.sh"
. "$SCRIPTS_DIR/backup-canary.sh"
. "$SCRIPTS_DIR/backup-dump.sh"
. "$SCRIPTS_DIR/backup-manifest.sh"

tries=5

main() {
  local try
  load_job
  load_job_calls
  judge_certificate_of_job || give_up "$why_not"
  require_passwords backup
  read_uptime
  began_at=$now
  try=1 failed_source=''
  until copy_once; do
    [ "$try" -lt "$tries" ] || give_up "$why_not"
    failed_source=$source
    log backup-again "try=$try" "$why_not"
    try=$((try + 1))
    sleep 2
  done
  log backup-copied "$(manifest_fields) source=$source copy_ms=$copy_ms" \
    "the copy is whole: the engine's own checker has read it"
}

copy_once() {
  new_id
  find_source && write_canary && await_canary && copy_data && check_copy && write_manifest
}

# new_id: its time is for people; which backup is newest, the store's own clock says.
new_id() {
  started=$(date -u +%Y%m%dT%H%M%SZ)
  id="$started-$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')"
}

main
