# A backup's copy in the place of this node's data. With an append-only file Redis ignores dump.rdb, so the copy becomes
# the base of that file.
# shellcheck shell=sh

# is_copy_whole: whoever brought it here may have been interrupted.
is_copy_whole() {
  dump="$DATA_DIR/restore/dump.rdb" manifest="$DATA_DIR/restore/manifest.json"
  if [ ! -s "$dump" ] || [ ! -s "$manifest" ] || [ "$(in_manifest id)" != "$restore_id" ]; then
    why_not="there is no copy of backup $restore_id in $DATA_DIR/restore"
    return 1
  fi
  [ "$(sha256 <"$dump")" = "$(in_manifest sha256)" ] || {
    why_not="the copy of backup $restore_id is not what its manifest says"
    return 1
  }
}

# place_restored_data: of unknown freshness, so that until this node is made master no other one takes it for news.
place_restored_data() {
  rm -rf "$DATA_DIR/appendonlydir" "$DATA_DIR/appendonly.aof" "$DATA_DIR/dump.rdb" "$DATA_DIR/node.state"
  if [ "$PERSISTENCE" = no ]; then
    mv "$DATA_DIR/restore/dump.rdb" "$DATA_DIR/dump.rdb"
  elif [ "${SERVER_VERSION%%.*}" -lt 7 ]; then
    mv "$DATA_DIR/restore/dump.rdb" "$DATA_DIR/appendonly.aof"
  else
    mkdir "$DATA_DIR/appendonlydir"
    mv "$DATA_DIR/restore/dump.rdb" "$DATA_DIR/appendonlydir/appendonly.aof.1.base.rdb"
    : >"$DATA_DIR/appendonlydir/appendonly.aof.1.incr.aof"
    printf 'file appendonly.aof.1.%s\n' "base.rdb seq 1 type b" "incr.aof seq 1 type i" \
      >"$DATA_DIR/appendonlydir/appendonly.aof.manifest"
  fi
  rm -f "$DATA_DIR/node.empty"
  placing=''
  read_uptime
  placed_at=$now
  look_at_disk
  log restore-placed "id=$restore_id" "the copy is in the place of this node's data; the server loads it"
}

# loaded_keys: how many the server has now, over all databases.
loaded_keys() {
  call "$OWN_LOCAL" INFO keyspace | sum_keys
}

sum_keys() {
  sed -n 's/^db[0-9]*:keys=\([0-9]*\).*/\1/p' | awk '{ sum += $1 } END { print sum + 0 }'
}
