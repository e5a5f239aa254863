#!/bin/sh
# Usage: sh drill-load.sh; environment: as drill-begin.sh
# Last part of a drill, where redis-server is: loads the backup in WORK_DIR twice, each time into a scratch server that
# nobody can reach, once as a snapshot and once as the base of an append-only file, and compares what they hold.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/job-with-redis.sh"
. "$SCRIPTS_DIR/state.sh"
. "$SCRIPTS_DIR/closed-name.sh"
. "$SCRIPTS_DIR/restore-data.sh"
. "$SCRIPTS_DIR/retention.sh"
. "$SCRIPTS_DIR/drill-server.sh"

main() {
  local file began first restored took age
  load_job
  load_job_calls
  : "${REDIS_SERVER:=${REDIS_CLI%cli}server}"
  for file in "$dump" "$manifest" "$WORK_DIR/began"; do
    [ -s "$file" ] || give_up "the file $file is missing; drill-begin.sh and restore-fetch.sh make it"
  done
  trap 'stop_scratch; exit 1' TERM INT
  load_and_look no
  first="$keys keys, digest $digest" took=$memory
  read -r began <"$WORK_DIR/began"
  restored=$(($(date +%s) - began))
  load_and_look yes
  [ "$first" = "$keys keys, digest $digest" ] || give_up \
    "two loads of $restore_id differ: $first, and $keys keys, digest $digest"
  [ "$keys" = "$(in_manifest keys)" ] || give_up \
    "$restore_id holds $keys keys, and its manifest says $(in_manifest keys)"
  age=$(($(date +%s) - $(backup_time)))
  note drill time "$(date +%s)" seconds "$restored" age "$age" keys "$keys" ||
    give_up "the backup can be restored, but that could not be noted: $why_not"
  log drill-passed "id=$restore_id keys=$keys digest=$digest memory=$took seconds=$restored age=$age" \
    "two loads of the backup hold the same, and as many keys as its manifest says"
}

# backup_time: of the newest write, in seconds since 1970.
backup_time() {
  in_manifest time | awk "$day_number"'{
    print day_number($0) * 86400 + substr($0, 10, 2) * 3600 + substr($0, 12, 2) * 60 + substr($0, 14, 2)
  }'
}

main
