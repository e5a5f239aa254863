# The manifest of a copy, from what the checker has counted in it and what the source has noted in it.
# shellcheck shell=sh

write_manifest() {
  local keys expires version
  keys=$(counted "keys read") expires=$(counted expires)
  version=$(noted redis-ver)
  version=${version:-$(noted valkey-ver)}
  if [ -z "$keys" ]; then
    why_not="the checker does not report how many keys the copy has"
    return 1
  fi
  read_uptime
  {
    echo '{'
    print_text id "$id"
    print_text instance "$MASTER_NAME"
    print_text owner "$BACKUP_OWNER"
    print_text engine "$SERVER_ENGINE"
    print_text version "$version"
    print_number rdbVersion "$(rdb_version)"
    print_text time "$started"
    print_text source "$source"
    print_text replicationId "$(noted repl-id)"
    print_number replicationOffset "$(noted repl-offset)"
    print_number keys "$keys"
    print_number expires "$expires"
    print_number usedMemory "$(noted used-mem)"
    print_number size "$(size_of "$dump")"
    print_text sha256 "$(sha256 <"$dump")"
    print_text canary "$canary"
    print_text settings "${SETTINGS_CHECKSUM:-}"
    print_number milliseconds $((now - began_at))
    printf '  "format": 1\n}\n'
  } >"$manifest"
}

# The file begins with REDIS0010, VALKEY080 or the like.
rdb_version() {
  head -c 9 "$dump" | tr -d '[:upper:]' | sed 's/^0*//'
}

print_text() {
  printf '  "%s": "%s",\n' "$1" "$2"
}

print_number() {
  printf '  "%s": %s,\n' "$1" "${2:-null}"
}
