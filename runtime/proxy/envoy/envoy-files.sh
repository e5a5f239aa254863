# Files that Envoy watches: it reads one anew when another takes its place.
# shellcheck shell=sh

# write_endpoints CLUSTER "host:port ...": without any, a port where nobody listens: connections wait there.
write_endpoints() {
  local target
  {
    print_head config.endpoint.v3.ClusterLoadAssignment
    printf '    cluster_name: %s\n    endpoints:\n      - lb_endpoints:\n' "$1"
    for target in ${2:-127.0.0.1:1}; do
      printf '          - endpoint: {address: {socket_address: {address: "%s", port_value: %s}}}\n' \
        "${target%:*}" "${target##*:}"
    done
  } >"$1.yaml.new"
  mv "$1.yaml.new" "$1.yaml"
}

# print_head TYPE
print_head() {
  printf 'resources:\n  - "@type": type.googleapis.com/envoy.%s\n' "$1"
}

# write_listeners: connections of the write side belong to a filter chain that has the name of the last switch; Envoy
# closes those of a chain that is gone, but never those to an endpoint that is.
write_listeners() {
  : "${both:=false}"
  [ "$BIND" != '*' ] || every_address
  sed "s/SWITCHED_AT/switch-$switched_at/; s/BIND_BOTH/$both/; s/BIND/\"$BIND\"/" "$CONFIG_DIR/listeners.yaml" \
    >listeners.yaml.new
  mv listeners.yaml.new listeners.yaml
}

# every_address: IPv6 takes IPv4 too; a machine may be without.
every_address() {
  BIND=0.0.0.0
  [ ! -s /proc/net/if_inet6 ] || BIND=:: both=true
}

# has_changed: dash and ash know -nt.
has_changed() {
  # shellcheck disable=SC3013
  [ "$CONFIG_DIR/listeners.yaml" -nt read-settings ] || [ "$CONFIG_DIR/proxy.env" -nt read-settings ]
}

# be_present: a client of the write side itself, subscribed to a channel: as long as the old master has a subscriber
# there, sessions of others may still be open, and its hand-over waits for that (step 8). It is cut with them.
be_present() {
  while is_current; do
    [ ! -e named ] || connect 0 write.sock SUBSCRIBE redis-cache:proxy >/dev/null 2>&1
    sleep 0.05
  done
}
