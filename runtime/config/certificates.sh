# Certificate files. Server and calls use copies of those that are mounted, made once these have been tried. So files
# that cannot be used are left aside, and change nothing: the copies from before stay in use.
# shellcheck shell=sh

# Why the mounted files are not used, if so; and when they are judged again, although they have not changed.
left_aside=
judge_at=

# take_certificates: before a server starts. Where there are none that can be used, it waits for others to be mounted.
take_certificates() {
  [ "$TLS" = yes ] || return 0
  mkdir -p "$TLS_DIR"
  rm -f "$RUN_DIR/certificates"
  until [ -n "$stopping" ]; do
    if has_new_certificates && judge_certificates; then
      use_certificates new
      return 0
    fi
    ! has_copies || return 0
    set_readiness "$left_aside"
    rest 2
  done
}

# has_copies: those that nobody has tried yet are of prepare.sh.
has_copies() {
  [ ! -e "$TLS_DIR/untried" ] && [ -s "$TLS_DIR/ca.crt" ] && [ -s "$TLS_DIR/tls.crt" ] && [ -s "$TLS_DIR/tls.key" ]
}

# has_new_certificates: by the times of the files, which costs no program.
has_new_certificates() {
  [ "$TLS" = yes ] || return 1
  [ -e "$RUN_DIR/certificates" ] || return 0
  is_newer_certificate ca.crt || is_newer_certificate tls.crt || is_newer_certificate tls.key || is_time_to_judge
}

is_newer_certificate() {
  # shellcheck disable=SC3013 # dash and ash know -nt
  [ "$MOUNTED_TLS_DIR/$1" -nt "$RUN_DIR/certificates" ]
}

is_time_to_judge() {
  [ -n "$judge_at" ] || return 1
  read_uptime
  [ "$now" -ge "$judge_at" ]
}

# judge_again_in SECONDS
judge_again_in() {
  read_uptime
  judge_at=$((now + $1 * 1000))
}

# judge_certificates: true where the mounted files are others than those in use, and can be used; they are in the folder
# `new` then.
judge_certificates() {
  judge_at='' why_not=''
  note_mounted
  if copy_mounted; then
    if are_in_use; then
      count_left_aside ''
      return 1
    fi
    if are_valid_today && are_understood && loses_nobody; then
      count_left_aside ''
      return 0
    fi
  fi
  count_left_aside "the mounted certificate files cannot be used and are left aside: $why_not"
  log_refused "$(print_certificate_fields)" "$left_aside"
  return 1
}

# note_mounted: by the newest of the files, before they are read, so that a change meanwhile is noticed too.
note_mounted() {
  local file
  rm -f "$RUN_DIR/certificates"
  : >"$RUN_DIR/certificates"
  touch -r "$MOUNTED_TLS_DIR/ca.crt" "$RUN_DIR/certificates" 2>/dev/null
  for file in tls.crt tls.key; do
    ! is_newer_certificate "$file" || touch -r "$MOUNTED_TLS_DIR/$file" "$RUN_DIR/certificates"
  done
}

copy_mounted() {
  local file
  rm -rf "$TLS_DIR/new"
  mkdir -p "$TLS_DIR/new"
  for file in ca.crt tls.crt tls.key; do
    cat "$MOUNTED_TLS_DIR/$file" >"$TLS_DIR/new/$file" 2>/dev/null
    if [ ! -s "$TLS_DIR/new/$file" ]; then
      why_not="$MOUNTED_TLS_DIR/$file is missing or empty"
      return 1
    fi
  done
}

are_in_use() {
  local file
  has_copies || return 1
  for file in ca.crt tls.crt tls.key; do
    cmp -s "$TLS_DIR/new/$file" "$TLS_DIR/$file" || return 1
  done
}

# are_valid_today: the node's own certificate. Another one in the file may have ended, where the chain does without it.
are_valid_today() {
  why_not=$(print_first_certificate "$TLS_DIR/new/tls.crt" | why_out_of_time "$MOUNTED_TLS_DIR/tls.crt")
  [ -n "$why_not" ] || return 0
  judge_again_in 60
  return 1
}

are_understood() {
  can_speak "$TLS_DIR/new" || {
    [ $? -ne 2 ] || judge_again_in 30
    return 1
  }
}

# loses_nobody: a node that answers by the files in use has to answer by the new ones: it is trusted, and trusts. Before
# the start nothing can be lost.
loses_nobody() {
  local lost
  child_lives || return 0
  lost=$(for_all_others print_if_lost "$REDIS_NODES $SENTINEL_NODES" | tr '\n' ' ')
  [ -n "$lost" ] || return 0
  judge_again_in 15
  why_not="with them this node would no longer reach ${lost% }"
  return 1
}

# print_if_lost NAME=HOST:PORT: one that has just started, or was late, answers with the new ones when asked again.
print_if_lost() {
  answers_with "$TLS_DIR/new" "${1#*=}" || ! answers_with "$TLS_DIR" "${1#*=}" ||
    answers_with "$TLS_DIR/new" "${1#*=}" || echo "${1%%=*}"
}

# answers_with FOLDER HOST:PORT
answers_with() {
  local answer
  certificate_dir=$1
  answer=$(ask "$2" PING)
  certificate_dir=''
  case $answer in
    '' | 'Could not '* | 'Error: '* | 'I/O error'*) return 1 ;;
  esac
}

# count_left_aside REASON: the metric and the readiness probe tell it.
count_left_aside() {
  [ "$1" != "$left_aside" ] || return 0
  left_aside=$1 metrics_at=''
  if [ -n "$1" ]; then printf '%s\n' "$1" >"$RUN_DIR/left-aside"; else rm -f "$RUN_DIR/left-aside"; fi
}

print_certificate_fields() {
  local end
  print_first_certificate "$MOUNTED_TLS_DIR/tls.crt" 2>/dev/null | print_validity | cut -d ' ' -f 2 |
    while read -r end; do printf 'ends=%s' "$(written_time "$end")"; done
}

# use_certificates new|old: in one program, so that certificate and key are of one kind at nearly every moment.
use_certificates() {
  if [ "$1" = new ] && has_copies; then keep_copies; fi
  (cd "$TLS_DIR" && mv -f "$1/ca.crt" "$1/tls.crt" "$1/tls.key" . && rm -f untried)
}

keep_copies() {
  local file
  rm -rf "$TLS_DIR/old"
  mkdir "$TLS_DIR/old"
  for file in ca.crt tls.crt tls.key; do cat "$TLS_DIR/$file" >"$TLS_DIR/old/$file"; done
}

# apply_certificates: while Redis runs. It reads the files again by one command, and keeps its connections. It still
# shows the old certificate, whose authority may be gone from ca.crt, so on this way to itself the script does not look
# at it.
apply_certificates() {
  local answer
  has_new_certificates && judge_certificates || return 0
  use_certificates new
  read_password "$OWN_USER"
  # shellcheck disable=SC2086 # CALL_PREFIX is "timeout SECONDS" or nothing
  answer=$(REDISCLI_AUTH=$password $CALL_PREFIX "$REDIS_CLI" --tls --insecure \
    --cert "$TLS_DIR/tls.crt" --key "$TLS_DIR/tls.key" -h "${OWN_LOCAL%:*}" -p "${OWN_LOCAL##*:}" --user "$OWN_USER" \
    CONFIG SET tls-cert-file "$TLS_DIR/tls.crt" 2>&1)
  if [ "$answer" = OK ]; then
    close_line
    metrics_at=''
    log configured "name=tls-cert-file" "the certificate files have changed, and the server has reloaded them"
  else
    use_certificates old
    judge_again_in 5
    count_left_aside "the server has not reloaded the changed certificate files: $(first_line "$answer")"
    log_refused "$(print_certificate_fields)" "$left_aside"
  fi
}
