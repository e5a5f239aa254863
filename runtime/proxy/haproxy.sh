#!/bin/sh
# Usage: sh haproxy.sh; environment: CONFIG_DIR SECRETS_DIR SCRIPTS_DIR TLS_DIR RUN_DIR NODE_NAME BIND, where it is one
# of several DRAIN_SECONDS LEAVE_SECONDS
# HAProxy, which follows the Sentinels by follow.lua; it reads changed files anew without closing a connection.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"

main() {
  command -v haproxy >/dev/null || fail "the program haproxy is not found; redis-cache up installs it"
  [ "$BIND" != '*' ] || every_address
  export BIND NODE_NAME SCRIPTS_DIR SECRETS_DIR
  # Sockets have short names there, which longer paths would not allow.
  mkdir -p "$RUN_DIR/tls"
  cd "$RUN_DIR" || fail "the folder $RUN_DIR cannot be used"
  stopping=
  proxy=
  trap 'end' TERM INT
  copy_certificates
  is_accepted || fail "$refused"
  log start "" "nobody is sent anywhere before a majority of the Sentinels has named a master"
  # What it says itself, a line a server and change, goes into a file.
  haproxy -W -db -f "$CONFIG_DIR/haproxy.cfg" 2>>"$RUN_DIR/messages" &
  proxy=$!
  while kill -0 "$proxy" 2>/dev/null; do
    sleep 2 &
    wait $!
    [ -n "$stopping" ] || ! has_changed || reload
    # The folder may be memory.
    [ -z "$(find "$RUN_DIR/messages" -size +1024k)" ] || : >"$RUN_DIR/messages"
  done
  wait "$proxy"
}

# IPv6 takes IPv4 too; a machine may be without.
every_address() {
  BIND=0.0.0.0
  [ ! -s /proc/net/if_inet6 ] || BIND=::
}

# New connections are taken until nobody is sent here any more. Then clients leave one by one, and who stays is cut, at
# the latest with the grace that the platform gives.
end() {
  stopping=yes
  [ -n "$proxy" ] || exit 0
  sleep "${DRAIN_SECONDS:-0}"
  kill -USR1 "$proxy" 2>/dev/null
  # Its own connections, to Sentinels and nodes, never end by themselves.
  { sleep "${LEAVE_SECONDS:-0}" && kill "$proxy" 2>/dev/null; } &
}

has_changed() {
  [ -n "$(find -L "$CONFIG_DIR/haproxy.cfg" "$TLS_DIR" -newer "$RUN_DIR/read" -print 2>/dev/null)" ]
}

# What HAProxy would refuse it never sees: the earlier configuration goes on.
reload() {
  copy_certificates
  if is_accepted; then
    kill -USR2 "$proxy"
    log configured "" "changed files are read anew; connections go on"
  else
    log refused-configuration "" "$refused"
  fi
}

# is_accepted: sets refused, the first thing that HAProxy has against it.
is_accepted() {
  refused=$(haproxy -c -f "$CONFIG_DIR/haproxy.cfg" 2>&1) && return 0
  refused=$(printf '%s\n' "$refused" | sed -n 's/^\[ALERT\] *([0-9]*) : //p' | sed -n 1p)
  return 1
}

# A certificate and its key are one file to HAProxy, and the first need not end with a newline. Where it needs neither,
# there is the authority alone.
copy_certificates() {
  : >"$RUN_DIR/read"
  [ ! -s "$TLS_DIR/ca.crt" ] || cp "$TLS_DIR/ca.crt" "$RUN_DIR/tls/ca.crt"
  [ ! -s "$TLS_DIR/tls.crt" ] || { cat "$TLS_DIR/tls.crt" && echo && cat "$TLS_DIR/tls.key"; } >"$RUN_DIR/tls/proxy.pem"
}

main
