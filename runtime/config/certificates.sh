# Changed certificate files, while the server runs. Redis reads them again by one command, and keeps its connections; a
# Sentinel has to start again.
# shellcheck shell=sh

# note_certificates: those that the server is about to start with.
note_certificates() {
  [ "$TLS" = yes ] || return 0
  {
    print_sum ca.crt
    print_sum tls.crt tls.key
  } >"$RUN_DIR/certificates"
  date_note
}

# date_note: by the newest of the files, so that times tell without starting a program that nothing has changed.
date_note() {
  local file
  touch -r "$TLS_DIR/ca.crt" "$RUN_DIR/certificates"
  for file in tls.crt tls.key; do
    ! is_newer_certificate "$file" || touch -r "$TLS_DIR/$file" "$RUN_DIR/certificates"
  done
}

has_new_certificates() {
  local authority pair
  [ "$TLS" = yes ] || return 1
  is_newer_certificate ca.crt || is_newer_certificate tls.crt || is_newer_certificate tls.key || return 1
  { read -r authority && read -r pair; } <"$RUN_DIR/certificates"
  if [ "$authority" != "$(print_sum ca.crt)" ]; then
    trusts_all
    return
  fi
  [ "$pair" = "$(print_sum tls.crt tls.key)" ] || return 0
  date_note
  return 1
}

authority_due=0

# trusts_all: by the mounted ca.crt. A server with an authority that no other node has would follow nobody, and not be
# told of the next.
trusts_all() {
  local untrusted
  read_uptime
  [ "$now" -ge "$authority_due" ] || return 1
  authority_due=$((now + 5000))
  untrusted=$(for_all_others print_if_untrusted "own=$OWN_LOCAL $REDIS_NODES $SENTINEL_NODES" | tr '\n' ' ')
  [ -n "$untrusted" ] || return 0
  log_refused "" "by the changed ca.crt this node would not trust ${untrusted% }; the server keeps the old one"
  return 1
}

# print_if_untrusted NAME=HOST:PORT
print_if_untrusted() {
  ! is_untrusted "$(ask "${1#*=}" PING)" || echo "${1%%=*}"
}

# print_sum FILE...
print_sum() {
  (cd "$TLS_DIR" && cat "$@") | sha256
  echo
}

is_newer_certificate() {
  # shellcheck disable=SC3013 # dash and ash know -nt
  [ "$TLS_DIR/$1" -nt "$RUN_DIR/certificates" ]
}

# apply_certificates: tried again at each look, because key and certificate may not have come together. The server still
# shows the old one, whose authority may be gone from ca.crt, so on this way to itself the script does not look at it.
apply_certificates() {
  local answer
  has_new_certificates || return 0
  read_password "$OWN_USER"
  # shellcheck disable=SC2086 # CALL_PREFIX is "timeout SECONDS" or nothing
  answer=$(REDISCLI_AUTH=$password $CALL_PREFIX "$REDIS_CLI" --tls --insecure \
    --cert "$TLS_DIR/tls.crt" --key "$TLS_DIR/tls.key" -h "${OWN_LOCAL%:*}" -p "${OWN_LOCAL##*:}" --user "$OWN_USER" \
    CONFIG SET tls-cert-file "$TLS_DIR/tls.crt" 2>&1)
  if [ "$answer" = OK ]; then
    note_certificates
    metrics_at=''
    log configured "name=tls-cert-file" "the certificate files have changed, and the server has reloaded them"
  else
    log_refused "" \
      "the server cannot read the changed certificate files, and keeps the old ones: $(first_line "$answer")"
  fi
}
