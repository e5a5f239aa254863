# Calls to Redis and Sentinel, as the user of the script, each with a limit in time.
# shellcheck shell=sh

# Of the nodes' own scripts; a job of backups has fewer rights.
: "${OWN_USER:=ops}"

# begin_limits: with CALL_LIMIT, in seconds. Without `timeout` (macOS) a call to a frozen host takes as long as the
# system lets it.
begin_limits() {
  local part
  part=000
  case $CALL_LIMIT in *.*) part=${CALL_LIMIT#*.}00 ;; esac
  part=${part%"${part#???}"}
  least_limit_ms=$((${CALL_LIMIT%.*} * 1000 + 1$part % 1000))
  longest_limit_ms=$((least_limit_ms < 3000 ? 3000 : least_limit_ms))
  limit_calls "$least_limit_ms"
}

# limit_calls MS: the limit of the next calls.
limit_calls() {
  local part
  limit_ms=$(($1 < least_limit_ms ? least_limit_ms : $1))
  [ "$limit_ms" -le "$longest_limit_ms" ] || limit_ms=$longest_limit_ms
  part=$((1000 + limit_ms % 1000))
  CALL_PREFIX=''
  ! command -v timeout >/dev/null || CALL_PREFIX="timeout $((limit_ms / 1000)).${part#1}"
}

# Whose certificate files are used, where they are not those of TLS_DIR. With ca.crt alone no certificate is shown.
certificate_dir=

# call HOST:PORT COMMAND...: prints the answer or the error. The password goes by the environment, never by an argument.
call() {
  call_as "$OWN_USER" "$@"
}

# call_as USER HOST:PORT COMMAND...
call_as() {
  local caller callee files
  caller=$1 callee=$2
  shift 2
  if [ "$TLS" = yes ]; then
    files=${certificate_dir:-$TLS_DIR}
    [ ! -e "$files/tls.crt" ] || set -- --cert "$files/tls.crt" --key "$files/tls.key" "$@"
    set -- --tls --cacert "$files/ca.crt" "$@"
  fi
  read_password "$caller"
  # shellcheck disable=SC2086 # CALL_PREFIX is "timeout SECONDS" or nothing, become is "exec" or nothing
  REDISCLI_AUTH=$password $become $CALL_PREFIX "$REDIS_CLI" \
    -h "${callee%:*}" -p "${callee##*:}" --user "$caller" "$@" 2>&1
}

become=

# ask HOST:PORT COMMAND...: as call, for `$(ask ...)`: a shell that does nothing else becomes the program that it
# starts, which is one process less.
ask() {
  ask_as "$OWN_USER" "$@"
}

# ask_as USER HOST:PORT COMMAND...
ask_as() {
  become='exec'
  call_as "$@"
}

# ask_all "name=host:port ..." COMMAND...: asks each of these but this node, all at once, by the least processes. Sets
# asked, their names; answers_dir/NAME is what that one said, or empty.
ask_all() {
  local entry nodes files
  nodes='' asked=''
  for entry in $1; do
    [ "${entry%%=*}" != "$NODE_NAME" ] || continue
    nodes="$nodes $entry" asked="$asked ${entry%%=*}"
    : >"$answers_dir/${entry%%=*}"
  done
  shift
  if [ "$TLS" = yes ]; then
    files=${certificate_dir:-$TLS_DIR}
    [ ! -e "$files/tls.crt" ] || set -- --cert "$files/tls.crt" --key "$files/tls.key" "$@"
    set -- --tls --cacert "$files/ca.crt" "$@"
  fi
  read_password "$OWN_USER"
  # shellcheck disable=SC2086 # CALL_PREFIX is "timeout SECONDS" or nothing
  REDISCLI_AUTH=$password $CALL_PREFIX sh "$SCRIPTS_DIR/ask-all.sh" "$answers_dir" "$nodes" "$REDIS_CLI" \
    --user "$OWN_USER" "$@" || :
}

# make_answers FOLDER: where ask_all leaves them; a process beside this script has one of its own.
make_answers() {
  answers_dir=$1
  mkdir -p "$answers_dir"
}

# for_all_others FUNCTION "name=host:port ...": calls it for every node but this one, all at once; prints what they
# print.
for_all_others() {
  local entry
  for entry in $2; do
    [ "${entry%%=*}" = "$NODE_NAME" ] || "$1" "$entry" &
  done
  wait
}

# is_refusal ANSWER: true where the password or the rights were wrong, rather than nobody there.
is_refusal() {
  case $1 in
    *WRONGPASS* | *NOAUTH* | *NOPERM*) return 0 ;;
    *) return 1 ;;
  esac
}

# is_untrusted ANSWER: true where the other end has a certificate that this node does not trust, or this node's own
# files cannot be read. Neither tells that the other end stands still.
is_untrusted() {
  case $1 in
    *'SSL_connect failed'* | *'TLS connection: Invalid'*) return 0 ;;
    *) return 1 ;;
  esac
}

# try_password USER HOST:PORT: sets greeting to what the server there says, and tells where it refuses this node's
# password of USER.
try_password() {
  greeting=$(ask_as "$1" "$2" PING)
  ! is_refusal "$greeting" ||
    log_refused "user=$1 at=$2" "$2 refused the password of user $1; the password files of the nodes differ"
}

first_line() {
  printf '%s\n' "${1%%
*}"
}
