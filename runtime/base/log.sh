# Log lines: one a decision, on standard output, made for people and for machines.
# shellcheck shell=sh

said=
said_refused=

# log EVENT FIELDS REASON: FIELDS is "key=value key2=value2", or empty.
log() {
  printf 'time=%s node=%s event=%s%s reason="%s"\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${NODE_NAME:-?}" "$1" "${2:+ $2}" "$3"
}

# log_once EVENT FIELDS REASON: says what is awaited when it changes, not each time it is looked at.
log_once() {
  [ "$1 $3" != "$said" ] || return 0
  said="$1 $3"
  log "$@"
}

# log_refused FIELDS REASON: a password or a right is wrong; said once, whatever else is said in between.
log_refused() {
  [ "$2" != "$said_refused" ] || return 0
  said_refused=$2
  log refused "$1" "$2"
}

# fail REASON: ends the script; what it lacks does not come by waiting.
fail() {
  log error "" "$1"
  exit 78
}
