# The names of the instance's nodes in a hosts file of the pod's own. Without it each new connection waits for a name
# server that is silent, and Sentinel, in which all else waits meanwhile, stands still for 4 s a name (HA rule 2.8).
# shellcheck shell=sh

hosts_follower=
answered=

# begin_hosts: before the containers of a pod, which have the file as their /etc/hosts.
begin_hosts() {
  write_hosts "$(cat "$DATA_DIR/hosts" 2>/dev/null)"
  [ -s "$HOSTS_FILE" ] || fail "the file $HOSTS_FILE cannot be written"
  # shellcheck disable=SC2046 # each name is a word
  take_hosts "$(ask_for_each 1 $(print_node_names))"
}

# keep_hosts_fresh: by a process beside this script, where the pod has such a file.
keep_hosts_fresh() {
  [ -n "${HOSTS_FILE:-}" ] || return 0
  [ -n "$hosts_follower" ] && kill -0 "$hosts_follower" 2>/dev/null && return 0
  sh "$SCRIPTS_DIR/follow-hosts.sh" $$ &
  hosts_follower=$!
}

# renew_hosts SECONDS: asks once for all, which takes a single program, but tells nothing where one name gets no answer
# in time, and on Alpine nothing of those behind one that is not there.
renew_hosts() {
  local names answers
  names=$(print_node_names)
  # shellcheck disable=SC2046,SC2086 # each name is a word
  answers=$(timeout "$1" getent ahosts $(print_dotted $names) 2>/dev/null) || answers=$(ask_for_each "$1" $names)
  [ -n "$answers" ] && [ "$answers" != "$answered" ] || return 0
  take_hosts "$answers" && answered=$answers
}

# ask_for_each SECONDS NAME...: of all at once, so that one without an answer holds up none.
ask_for_each() {
  local limit name
  limit=$1
  shift
  for name in "$@"; do ask_for "$limit" "$name" & done
  wait
}

# ask_for SECONDS NAME: an older getent of Alpine does not know `ahosts`, which is no answer (1), and not none (2).
ask_for() {
  local answer
  answer=$(timeout "$1" getent ahosts "$2." 2>/dev/null) || [ $? -ne 1 ] ||
    answer=$(timeout "$1" getent hosts "$2." 2>/dev/null)
  [ -z "$answer" ] || echo "${answer%%[!0-9a-fA-F.:]*} $2"
}

# take_hosts ANSWERS: a name without an answer keeps the address that it has.
take_hosts() {
  local known hosts
  known=$(tail -n +3 "$HOSTS_FILE")
  hosts=$(print_first_of_each "$1" "$known")
  [ -n "$hosts" ] || return 1
  if [ "$hosts" != "$known" ]; then
    write_hosts "$hosts"
    [ -z "$known" ] || log hosts "" "the nodes have other names or addresses than before"
  fi
  [ "$hosts" = "$(cat "$DATA_DIR/hosts" 2>/dev/null)" ] ||
    { printf '%s\n' "$hosts" >"$DATA_DIR/hosts.new" && mv -f "$DATA_DIR/hosts.new" "$DATA_DIR/hosts"; }
}

# print_node_names: of all nodes that have one, for `$(...)`.
print_node_names() {
  local entry
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/instance.env"
  for entry in $REDIS_NODES $SENTINEL_NODES; do
    entry=${entry#*=}
    case ${entry%:*} in *[!0-9.]*) printf '%s ' "${entry%:*}" ;; esac
  done
}

# print_dotted NAME...: with a dot at its end a name is in no file, so that the name server is asked.
print_dotted() {
  printf '%s. ' "$@"
}

# print_first_of_each LINES...: for each name of the instance the address that comes first.
print_first_of_each() {
  printf '%s\n' "$@" | awk -v names="$(print_node_names)" '
    BEGIN { for (i = split(names, list); i > 0; i--) wanted[list[i]] = 1 }
    { name = $NF; sub(/[.]$/, "", name) }
    name in wanted { print $1, name; delete wanted[name] }
  ' | sort -k 2
}

# write_hosts LINES: in place, because the file itself is mounted; others of the pod read it too.
write_hosts() {
  printf '%s\n' "127.0.0.1 localhost" "::1 localhost" ${1:+"$1"} >"$HOSTS_FILE"
}
