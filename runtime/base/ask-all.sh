#!/bin/sh
# Usage: sh ask-all.sh FOLDER "NAME=HOST:PORT ..." REDIS_CLI ARGUMENT...; environment: REDISCLI_AUTH
# Asks these at once, each by one process; FOLDER/NAME is what it answered. The caller limits the time of all.
folder=$1 nodes=$2 cli=$3 calls=''
shift 3
# Not every `timeout` ends the children too.
trap 'kill $calls 2>/dev/null; exit 143' TERM
for node in $nodes; do
  address=${node#*=}
  "$cli" -h "${address%:*}" -p "${address##*:}" "$@" >"$folder/${node%%=*}" 2>&1 &
  calls="$calls $!"
done
wait
