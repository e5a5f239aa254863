#!/bin/sh
# Usage: sh envoy.sh; environment: CONFIG_DIR SECRETS_DIR SCRIPTS_DIR TLS_DIR RUN_DIR NODE_NAME BIND, where follow.sh
# has a container of its own FOLLOWER=beside, and where it is one of several DRAIN_SECONDS
# Envoy, which reads from files where to send connections; follow.sh writes them.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/secrets.sh"

main() {
  command -v envoy >/dev/null || fail "the program envoy is not found; redis-cache up installs it"
  export BIND NODE_NAME SCRIPTS_DIR SECRETS_DIR
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/start.env"
  cd "$RUN_DIR" || fail "the folder $RUN_DIR cannot be used"
  stopping=
  proxy=
  follower=
  trap 'end' TERM INT
  [ -n "${FOLLOWER:-}" ] || begin_following
  # Envoy ends where a file that it is to watch is missing.
  until [ -s listeners.yaml ]; do sleep 0.1; done
  copy_passwords
  start
  while kill -0 "$proxy" 2>/dev/null; do
    sleep 1 &
    wait $!
    [ -n "${FOLLOWER:-}$stopping" ] || kill -0 "$follower" 2>/dev/null || follow
    [ -n "$stopping" ] || ! has_new_password || start_anew
  done
  wait "$proxy"
}

start() {
  envoy -c "$CONFIG_DIR/envoy.yaml" --concurrency "$THREADS" --disable-hot-restart --log-level warning \
    --drain-time-s 0 --drain-strategy immediate &
  proxy=$!
}

# start_anew: Envoy reads passwords at its start alone.
start_anew() {
  copy_passwords
  log configured "" "a password of clients has changed: Envoy starts anew"
  kill "$proxy" 2>/dev/null
  wait "$proxy"
  start
}

# copy_passwords: of clients, where Envoy reads commands and logs in for them. The second one is there for a while.
copy_passwords() {
  local name copy
  copy=password
  : >passwords-read
  for name in $PASSWORDS_OF_CLIENTS; do
    if has_password "$name"; then
      printf '%s' "$secret" >"$copy"
    else
      [ "$copy" != password ] || fail "the password file of user $name is missing or empty: $SECRETS_DIR/$name"
      cp password "$copy"
    fi
    copy=password.other
  done
}

has_new_password() {
  [ -n "$PASSWORDS_OF_CLIENTS" ] && [ -n "$(find -L "$SECRETS_DIR" -newer passwords-read -print 2>/dev/null)" ]
}

# begin_following: what was true before the whole proxy ended need not be true now.
begin_following() {
  rm -f listeners.yaml named
  follow
}

follow() {
  sh "$SCRIPTS_DIR/follow.sh" &
  follower=$!
}

# end: new connections are taken until nobody is sent here any more; then those that are left are closed.
end() {
  stopping=yes
  [ -n "$proxy" ] || exit 0
  sleep "${DRAIN_SECONDS:-0}"
  kill "$proxy" 2>/dev/null
  [ -z "$follower" ] || kill "$follower" 2>/dev/null
}

main
