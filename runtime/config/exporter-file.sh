# The file from which the exporter beside this node knows its password: JSON, one password by address. It reads the file
# again whenever its readiness probe asks for that.
# shellcheck shell=sh

# renew_exporter_file: once the server has the password, so that the exporter is never ahead of it.
renew_exporter_file() {
  [ -n "${EXPORTER_ADDRESS:-}" ] && has_password exporter || return 0
  [ "$(hash_in users.acl exporter)" != "$(printf '%s' "$secret" | sha256)" ] || write_exporter_file
}

# write_exporter_file: of the password that was read last, for EXPORTER_ADDRESS.
write_exporter_file() {
  mkdir -p "$RUN_DIR/exporter"
  printf '{"%s://exporter@%s":"%s"}\n' "${EXPORTER_ADDRESS%%://*}" "${EXPORTER_ADDRESS#*://}" \
    "$(printf '%s\n' "$secret" | escape_json)" >"$RUN_DIR/exporter/passwords.json.new"
  mv -f "$RUN_DIR/exporter/passwords.json.new" "$RUN_DIR/exporter/passwords.json"
}

# escape_json: a line as JSON has it between quotes.
escape_json() {
  awk 'BEGIN {
    for (code = 1; code < 32; code++) written[sprintf("%c", code)] = sprintf("\\u%04x", code)
    written["\""] = "\\\""
    written["\\"] = "\\\\"
  } {
    for (at = 1; at <= length($0); at++) {
      letter = substr($0, at, 1)
      printf "%s", letter in written ? written[letter] : letter
    }
  }'
}
