# What the proxy says of itself: Envoy answers by HTTP with what stands in a file of routes.
# shellcheck shell=sh

report() {
  local ready
  count_heard
  ready=503
  [ -z "$named" ] || ready=200
  {
    print_head config.route.v3.RouteConfiguration
    cat <<END
    name: health
    max_direct_response_body_size_bytes: 65536
    virtual_hosts:
      - name: all
        domains: ["*"]
        routes:
          - match: {path: /metrics}
            route: {cluster: admin, prefix_rewrite: /stats/prometheus}
          - match: {path: /health}
            direct_response: {status: 200}
          - match: {path: /ready}
            direct_response:
              status: $ready
              body:
                inline_string: |
END
    print_state
    cat <<END
          - match: {path: /sentinels}
            direct_response:
              status: 200
              body:
                inline_string: |
END
    print_metrics
  } >routes.yaml.new
  mv routes.yaml.new routes.yaml
}

# print_text LINE...: as deep as the text of an answer stands.
print_text() {
  printf '                  %s\n' "$@"
}
