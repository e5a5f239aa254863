# Lines of configuration files that Redis and Sentinel share.
# shellcheck shell=sh

# print_listen_lines: where this node listens, and its certificate.
print_listen_lines() {
  printf 'bind %s\n' "$BIND"
  if [ "$TLS" != yes ]; then
    printf 'port %s\n' "$OWN_PORT"
    return 0
  fi
  printf 'port 0\ntls-port %s\ntls-replication yes\n' "$OWN_PORT"
  print_certificate_lines "$TLS_DIR"
}

# print_certificate_lines FOLDER
print_certificate_lines() {
  printf 'tls-ca-cert-file "%s"\n' "$1/ca.crt"
  printf 'tls-cert-file "%s"\ntls-key-file "%s"\n' "$1/tls.crt" "$1/tls.key"
}

# configured DIRECTIVE DEFAULT FILE...: the last value that the instance's files give.
configured() {
  local directive default value
  directive=$1 default=$2
  shift 2
  value=$(sed -n "s/^$directive  *//p" "$@" | tail -n 1)
  printf '%s\n' "${value:-$default}"
}
