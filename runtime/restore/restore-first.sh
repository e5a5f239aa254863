# The settings name a backup, and no node holds data: the home of the master takes that backup for its data before it
# becomes master. The container beside it brings the copy into DATA_DIR/restore. Never over data: where any node holds
# some, this does nothing.
# shellcheck shell=sh

unfit_backup=

# must_restore_first: needs peers.
must_restore_first() {
  [ -n "${RESTORE_FROM:-}" ] && [ "$had_data" = no ] && [ -z "$full" ]
}

# restore_first: looks once, from the closed state.
restore_first() {
  manifest="$DATA_DIR/restore/manifest.json"
  if [ "$NODE_NAME" != "$HOME_NODE" ]; then
    log_once closed "$sights" "no node holds data; waiting for $HOME_NODE to take backup $RESTORE_FROM"
  elif [ "$(wanted_backup)" != "$RESTORE_FROM" ]; then
    want_backup
  elif [ ! -e "$DATA_DIR/restore/fetched" ]; then
    log_once closed "" "no node holds data; waiting for backup $RESTORE_FROM: $(fetch_state)"
  elif [ "$unfit_backup" = "$RESTORE_FROM" ]; then
    :
  elif is_fit_to_restore; then
    log restore "id=$restore_id keys=$(in_manifest keys)" \
      "no node holds data; this node's server begins again with the data of the backup"
    placing=yes begin_again=yes
  else
    unfit_backup=$RESTORE_FROM
    log_once error "id=$restore_id" \
      "backup $restore_id cannot be restored: $why_not; setting restore.from can name another one"
  fi
}

wanted_backup() {
  [ ! -s "$DATA_DIR/restore/wanted" ] || cat "$DATA_DIR/restore/wanted"
}

# want_backup: also where another one was wanted before.
want_backup() {
  rm -rf "$DATA_DIR/restore"
  mkdir "$DATA_DIR/restore" && printf '%s\n' "$RESTORE_FROM" >"$DATA_DIR/restore/wanted.new" &&
    mv "$DATA_DIR/restore/wanted.new" "$DATA_DIR/restore/wanted"
}

# fetch_state: the reason in the last line that the container beside has logged.
fetch_state() {
  local state
  state=$(sed -n 's/.* reason="\(.*\)"$/\1/p' "$DATA_DIR/restore/log" 2>/dev/null | tail -n 1)
  echo "${state:-not asked for yet}"
}

# is_fit_to_restore: sets restore_id, and why_not.
is_fit_to_restore() {
  restore_id=$(in_manifest id)
  is_copy_whole && is_readable_version && is_readable_copy && has_memory_for_copy
}

is_readable_version() {
  local engine version
  engine=$(in_manifest engine) version=$(in_manifest version)
  if [ "$engine" = "$SERVER_ENGINE" ] && is_version_until "$version" "$SERVER_VERSION"; then return 0; fi
  # Valkey came from Redis 7.2, and reads its files.
  if [ "$engine" = redis ] && is_version_until "$version" 7.2; then return 0; fi
  why_not="it is of $engine $version, whose files $SERVER_ENGINE $SERVER_VERSION cannot read"
  return 1
}

# is_version_until VERSION LIMIT: by major and minor number.
is_version_until() {
  [ "$(minor_number "$1")" -le "$(minor_number "$2")" ]
}

minor_number() {
  local minor
  minor=${1#*.}
  echo $((${1%%.*} * 1000 + ${minor%%.*}))
}

is_readable_copy() {
  "${REDIS_SERVER%server}check-rdb" "$DATA_DIR/restore/dump.rdb" >/dev/null 2>&1 </dev/null && return 0
  why_not="this server's own checker cannot read it"
  return 1
}

# has_memory_for_copy: what the source used holds buffers of its clients too, so a twentieth more than there is may do.
has_memory_for_copy() {
  local used room
  used=$(in_manifest usedMemory)
  room=$(ask "$OWN_LOCAL" CONFIG GET maxmemory | tail -n 1)
  case $used$room in *[!0-9]* | '') return 0 ;; esac
  if [ "$room" -eq 0 ] || [ "$used" -le $((room + room / 20)) ]; then return 0; fi
  why_not="it took $used bytes of memory where it comes from, and maxmemory is $room here"
  return 1
}
