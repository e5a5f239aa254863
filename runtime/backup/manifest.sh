# manifest.json: what a backup holds, for who restores it. One field a line, so that any tool can read it.
# shellcheck shell=sh

# in_manifest NAME [FILE]: the value of a field.
in_manifest() {
  sed -n "s/^  \"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "${2:-$manifest}"
}

manifest_fields() {
  printf 'id=%s keys=%s bytes=%s sha256=%s offset=%s' "$(in_manifest id)" "$(in_manifest keys)" "$(in_manifest size)" \
    "$(in_manifest sha256)" "$(in_manifest replicationOffset)"
}
