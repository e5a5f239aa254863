# Calls to Redis and Sentinel, as the user of the script, each with a limit in time.
# shellcheck shell=sh

# Of the nodes' own scripts; a job of backups has fewer rights.
: "${OWN_USER:=ops}"

# call HOST:PORT COMMAND...: prints the answer or the error. The password goes by the environment, never by an argument.
call() {
  call_as "$OWN_USER" "$@"
}

# call_as USER HOST:PORT COMMAND...
call_as() {
  local caller callee
  caller=$1 callee=$2
  shift 2
  if [ "$TLS" = yes ]; then
    set -- --tls --cacert "$TLS_DIR/ca.crt" --cert "$TLS_DIR/tls.crt" --key "$TLS_DIR/tls.key" "$@"
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

# for_all_others FUNCTION "name=host:port ...": calls it for every node but this one, all at once; prints what they
# print.
for_all_others() {
  local entry
  for entry in $2; do
    [ "${entry%%=*}" = "$NODE_NAME" ] || "$1" "$entry" &
  done
  wait
}

# put_in_order "name=host:port ..." LINES: sets ordered, the lines "name ..." in the order of the nodes.
put_in_order() {
  local entry line
  ordered=''
  for entry in $1; do
    while IFS= read -r line; do
      [ "${line%% *}" != "${entry%%=*}" ] || ordered="$ordered${ordered:+
}$line"
    done <<EOF
$2
EOF
  done
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
