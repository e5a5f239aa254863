# The names of the instance's nodes in a hosts file of the pod's own. Without it each new connection waits for a name
# server that is silent, and Sentinel, in which all else waits meanwhile, stands still for 4 s a name (HA rule 2.8).
# shellcheck shell=sh

answered=

# begin_hosts: before the containers of a pod, which have the file as their /etc/hosts.
begin_hosts() {
  write_hosts "$(cat "$DATA_DIR/hosts" 2>/dev/null)"
  renew_hosts 1
}

# follow_hosts: beside this script, where the pod has such a file.
follow_hosts() {
  [ -z "${HOSTS_FILE:-}" ] || sh "$SCRIPTS_DIR/follow-hosts.sh" $$ &
}

# renew_hosts SECONDS: asks the name server for so long at most. A name without an answer keeps the address that it has.
renew_hosts() {
  local answers known
  # shellcheck disable=SC2046 # each name is a word
  answers=$(ask_name_server "$1" $(print_dotted_names))
  [ -n "$answers" ] && [ "$answers" != "$answered" ] || return 0
  answered=$answers
  known=$(cat "$DATA_DIR/hosts" 2>/dev/null)
  answers=$(print_first_of_each "$answers" "$known")
  [ "$answers" != "$known" ] || return 0
  write_hosts "$answers"
  printf '%s\n' "$answers" >"$DATA_DIR/hosts.new" && mv -f "$DATA_DIR/hosts.new" "$DATA_DIR/hosts"
  [ -z "$known" ] || log hosts "" "the name server gives other addresses than before"
}

# ask_name_server SECONDS NAME...: prints lines of a hosts file.
ask_name_server() {
  local limit
  limit=$1
  shift
  [ $# -eq 0 ] || timeout "$limit" getent hosts "$@" 2>/dev/null
}

# print_dotted_names: of all nodes, for `$(...)`. With a dot at its end a name is in no file, so that the name server is
# asked.
print_dotted_names() {
  local entry
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/instance.env"
  for entry in $REDIS_NODES $SENTINEL_NODES; do
    entry=${entry#*=}
    case ${entry%:*} in *[!0-9.]*) printf '%s. ' "${entry%:*}" ;; esac
  done
}

# print_first_of_each LINES...: the address of each name that comes first.
print_first_of_each() {
  printf '%s\n' "$@" | awk 'NF > 1 { sub(/[.]$/, "", $2); if (!($2 in seen)) print $1, $2; seen[$2] = 1 }' | sort -k 2
}

# write_hosts LINES: in place, because the file itself is mounted; others of the pod read it too.
write_hosts() {
  printf '%s\n' "127.0.0.1 localhost" "::1 localhost" ${1:+"$1"} >"$HOSTS_FILE"
}
