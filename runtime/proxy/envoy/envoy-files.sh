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

# note_switch: connections of the write side belong to a filter chain that has the name of the last switch; Envoy closes
# those of a chain that is gone, but never those to an endpoint that is.
note_switch() {
  switched_at=$now
  printf '%s\n' "$switched_at" >switched-at
}

write_listeners() {
  : "${both:=false}"
  : >read-settings
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
