# The server ended while it loaded its data, which cannot be read, or is damaged by the engine's own checker. It is
# moved aside, never deleted, and only when another node is master; until then this node stays down and says why.
# shellcheck shell=sh

loaded=

# recover_unreadable: true where the server may start again, with an empty disk.
recover_unreadable() {
  local damage
  [ "$loaded" = no ] && [ -z "$stopping" ] && damage=$(find_damage) || return 1
  log unreadable "status=$child_status" "the server cannot read its data: $damage"
  while [ -z "$stopping" ]; do
    refresh_settings
    if is_replaced && serves_as_master "$named"; then
      move_data_aside
      return 0
    fi
    if [ "$named" = "$OWN_ADDRESS" ] && may_stand_for_election && hand_over_dead start; then continue; fi
    log_once closed "views=\"$shown\"" \
      "the data of this node cannot be read and no other node is master; waiting for one, or for a person"
    pause 1
  done
  return 1
}

# find_damage: prints the name of the damaged file.
find_damage() {
  local file
  for file in "$DATA_DIR/appendonlydir" "$DATA_DIR"/appendonlydir/* "$DATA_DIR/appendonly.aof" "$DATA_DIR/dump.rdb"; do
    { [ -e "$file" ] && is_damaged "$file"; } || continue
    echo "$file"
    return 0
  done
  return 1
}

# is_damaged FILE: what is no file at all, or may not be read, keeps the server down too; so do a manifest and a dump
# without a byte, of which the checker of the first says nothing.
is_damaged() {
  case $1 in
    */appendonlydir) [ ! -d "$1" ] ;;
    *) [ ! -f "$1" ] || [ ! -r "$1" ] || is_damaged_file "$1" ;;
  esac
}

is_damaged_file() {
  case $1 in
    *.manifest) [ ! -s "$1" ] || finds_damage aof "$1" ;;
    */appendonly.aof) [ -s "$1" ] && finds_damage aof "$1" ;;
    */dump.rdb) [ ! -s "$1" ] || finds_damage rdb "$1" ;;
    *) return 1 ;;
  esac
}

# finds_damage aof|rdb FILE: by the engine's own checker.
finds_damage() {
  command -v "${REDIS_SERVER%server}check-$1" >/dev/null &&
    ! "${REDIS_SERVER%server}check-$1" "$2" >/dev/null 2>&1 </dev/null
}

move_data_aside() {
  local aside file
  aside="$DATA_DIR/unreadable-$(date -u +%Y%m%dT%H%M%SZ)"
  mkdir -p "$aside"
  for file in appendonlydir appendonly.aof dump.rdb node.state; do
    [ ! -e "$DATA_DIR/$file" ] || mv "$DATA_DIR/$file" "$aside/"
  done
  log moved-aside "folder=$aside" \
    "$(node_of "$named" "$REDIS_NODES") is master; this node begins empty and takes its data from there"
  look_at_disk
  mark_empty
}
