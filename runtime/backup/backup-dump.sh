# The copy itself, by replication's own way: the source saves its data set and sends it.
# shellcheck shell=sh

copy_data() {
  local copy_began_at
  rm -f "$dump" "$WORK_DIR/copy.log"
  silences=0
  read_uptime
  copy_began_at=$now
  log backup-copy "id=$id source=$source" "copying the data set"
  (CALL_PREFIX='' && ask "$source_address" --rdb "$dump" >"$WORK_DIR/copy.log") &
  watch_job $! watch_copy || {
    why_not="the copy from $source ended early: $(copy_error)"
    return 1
  }
  read_uptime
  copy_ms=$((now - copy_began_at))
}

# copy_error: what redis-cli said last.
copy_error() {
  local said_last
  said_last=$(grep -v '^$' "$WORK_DIR/copy.log" | tail -n 1)
  case $said_last in
    *'writing data to file'*) echo "$said_last; the volume of $WORK_DIR may be full" ;;
    *) echo "$said_last" ;;
  esac
}

# watch_copy PID: a source that stands still would hold the job up until its deadline.
watch_copy() {
  log backup-progress "bytes=$(size_of "$dump")" "copying from $source"
  case $(ask "$source_address" PING) in
    '' | *refused*) silences=$((silences + 1)) ;;
    *) silences=0 ;;
  esac
  [ "$silences" -lt 2 ] || kill "$1" 2>/dev/null
}

# check_copy: sets what the checker has counted in this very file.
check_copy() {
  if ! "$CHECK_RDB" "$dump" >"$WORK_DIR/check.log" 2>&1; then
    why_not="the copy from $source is damaged: $(tail -n 1 "$WORK_DIR/check.log")"
    return 1
  fi
}

# counted NAME: the number before a word of the checker, such as `keys read`.
counted() {
  sed -n "s/^\[info\] \([0-9]*\) $1\$/\1/p" "$WORK_DIR/check.log"
}

# noted NAME: a field that the source has written into the file.
noted() {
  sed -n "s/.*AUX FIELD $1 = '\(.*\)'\$/\1/p" "$WORK_DIR/check.log"
}
